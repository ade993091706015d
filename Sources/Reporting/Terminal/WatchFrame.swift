import BarlowTwins
import Foundation
import Training

/// What a live view of a run shows at one moment, as lines of text.
public struct WatchFrame {
  /// What the run is called.
  public let name: String
  /// How it was set up.
  public let record: RunRecord
  /// Its steps so far.
  public let metrics: [StepMetrics]
  /// What its monitor has seen so far.
  public let looks: [MonitorRecord]
  /// The time since the last step was recorded; nil if none was.
  public let secondsSinceStep: Double?

  public init(
    name: String, record: RunRecord, metrics: [StepMetrics], looks: [MonitorRecord], secondsSinceStep: Double?
  ) {
    self.name = name
    self.record = record
    self.metrics = metrics
    self.looks = looks
    self.secondsSinceStep = secondsSinceStep
  }

  private static let gridColumns = 34
  private static let leastChartColumns = 30

  /// The frame in a room of `columns` × `rows` characters.
  public func lines(columns: Int, rows: Int, isColored: Bool) -> [String] {
    let head = header.flatMap { Self.wrapped($0, columns: columns) }
    guard !metrics.isEmpty else { return head + ["", "waiting for the first step"] }
    let left = max(rows - head.count - 2, 8)
    let grid = looks.last { $0.rank?.drawableCorrelation != nil }?.rank
    let isWide = columns >= Self.leastChartColumns + Self.gridColumns + 2 && grid != nil
    let chartColumns = min(isWide ? columns - Self.gridColumns - 2 : columns, 160)
    let charts = self.charts
    // Each chart has a title and an axis beside its rows, and an empty line before it.
    let chartRows = max((left - 3 * charts.count) / max(charts.count, 1), 3)
    var body = charts.flatMap { [""] + $0.lines(columns: chartColumns, rows: chartRows) }
    if let grid, let correlation = grid.drawableCorrelation {
      let size = min(Self.gridColumns, columns)
      let picture =
        ["", "C (first \(correlation.count) of \(grid.dimension))"]
        + ShadedGrid(correlation: correlation).lines(columns: size, rows: size / 2, isColored: isColored)
      if isWide {
        body = (0..<max(body.count, picture.count)).map { row in
          let chart = row < body.count ? body[row] : ""
          let padding = String(repeating: " ", count: max(chartColumns - chart.count, 0) + 2)
          return chart + (row < picture.count ? padding + picture[row] : "")
        }
      } else {
        body += picture
      }
    }
    return head + body
  }

  private func text(_ setting: Setting) -> String { record.settings[setting].map(String.init(describing:)) ?? "?" }

  private var header: [String] {
    var lines = ["\(name): \(record.data), \(text(.backbone)) of width \(text(.width)), \(text(.objective))"]
    guard let step = metrics.last else { return lines }
    let recent = metrics.suffix(50)
    let speed = recent.map(\.imagesPerSecond).sorted()[recent.count / 2]
    let wait = secondsSinceStep.map { ", last step \(Self.age($0)) ago" } ?? ""
    lines.append(
      String(
        format: "step %d, epoch %d: loss %.2f, invariance %.2f, redundancy %.0f, mean C_ii %.3f", step.step, step.epoch,
        step.loss, step.invariance, step.redundancy, step.meanDiagonal))
    lines.append(
      String(format: "learning rate %.3g, %.0f images/s", step.learningRate, speed) + wait)
    if let rank = looks.last(where: { $0.rank != nil })?.rank {
      lines.append("\(rank.verdict.rawValue): \(rank.reason)")
    } else if text(.monitor) == "off" || text(.monitor) == "knn" {
      lines.append("no verdict: the run does not watch its embeddings; train with --monitor rank")
    }
    return lines
  }

  private var charts: [BrailleChart] {
    let steps = metrics.map { Double($0.step) }
    let floor = record.drawnFloor
    var charts = [
      BrailleChart(
        title: "loss" + (floor == nil ? "" : ", floor dotted"), x: steps, y: metrics.map(\.loss), reference: floor)
    ]
    let ranks = looks.compactMap { look in look.rank.map { (Double(look.step), $0.rankMe) } }
    if ranks.count > 1 { charts.append(BrailleChart(title: "RankMe", x: ranks.map(\.0), y: ranks.map(\.1))) }
    let votes = looks.compactMap { look in look.knn.map { (Double(look.step), 100 * $0.accuracy) } }
    if votes.count > 1 { charts.append(BrailleChart(title: "kNN, %", x: votes.map(\.0), y: votes.map(\.1))) }
    return charts
  }

  private static func age(_ seconds: Double) -> String {
    let total = Int(max(seconds, 0).rounded())
    return total < 60 ? "\(total) s" : total < 3600 ? "\(total / 60) min" : "\(total / 3600) h \(total / 60 % 60) min"
  }

  /// The text in lines of at most `columns` characters; a longer word is broken, and what would steer a terminal is left out.
  private static func wrapped(_ text: String, columns: Int) -> [String] {
    var lines: [String] = []
    let printable = text.filter {
      $0 == " " || !$0.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    for word in printable.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= columns {
        lines[lines.count - 1] = "\(last) \(word)"
        continue
      }
      var rest = word
      while !rest.isEmpty {
        lines.append(String(rest.prefix(max(columns, 1))))
        rest = rest.dropFirst(max(columns, 1))
      }
    }
    return lines
  }
}
