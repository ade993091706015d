import BarlowTwins
import Foundation
import Runs

/// What a live view of a run shows at one moment, as lines of text.
package struct WatchFrame {
  /// What the run is called.
  package let name: String
  /// How it was set up.
  package let record: RunRecord
  /// Its steps so far.
  package let metrics: [StepMetrics]
  /// What its monitor has seen so far.
  package let measurements: [MonitorRecord]
  /// The time since the last step was recorded; nil if none was.
  package let secondsSinceStep: Double?
  /// How far it has come, and whether it goes on; nil where nothing tells.
  package let progress: WatchProgress?

  package init(
    name: String, record: RunRecord, metrics: [StepMetrics], measurements: [MonitorRecord], secondsSinceStep: Double?,
    progress: WatchProgress? = nil
  ) {
    self.progress = progress
    self.name = name
    self.record = record
    self.metrics = metrics
    self.measurements = measurements
    self.secondsSinceStep = secondsSinceStep
  }

  private static let gridColumns = 34
  /// From this width on C has the room of one character for each of its first 64 columns.
  private static let largeColumns = 150
  private static let largeGridColumns = 64
  private static let leastChartColumns = 30
  /// An empty line, a title, two rows and an axis.
  private static let leastChartRows = 5
  /// An empty line, a title and enough cells to see a diagonal.
  private static let leastGridRows = 10

  /// The frame in a room of `columns` × `rows` characters; what has no room is left out, the last things first.
  package func lines(columns: Int, rows: Int, style: TerminalStyle) -> [String] {
    var head = wrappedHeader(isBrief: false, columns: columns)
    // In a small room curves say more than sentences.
    if head.count > rows / 2 { head = wrappedHeader(isBrief: true, columns: columns) }
    let body =
      metrics.isEmpty
      ? ["", "waiting for the first step"] : body(columns: columns, rows: rows - head.count, style: style)
    return (head + body).prefix(rows).map { style.shown($0) }
  }

  private func wrappedHeader(isBrief: Bool, columns: Int) -> [String] {
    header(isBrief: isBrief).flatMap { Self.wrapped($0, columns: columns) }
  }

  /// The charts with C to their right, or below them where the room is narrow and high enough.
  private func body(columns: Int, rows: Int, style: TerminalStyle) -> [String] {
    let grid = measurements.last { $0.diagnosis?.drawableCorrelation != nil }?.diagnosis
    let isWide = columns >= Self.leastChartColumns + Self.gridColumns + 2
    let gridColumns = columns >= Self.largeColumns ? Self.largeGridColumns : min(Self.gridColumns, columns)
    var gridRows = min(gridColumns / 2 + 2, rows)
    if grid == nil || (!isWide && rows < Self.leastChartRows + Self.leastGridRows) { gridRows = 0 }
    if !isWide { gridRows = min(gridRows, max(rows / 2, Self.leastGridRows)) }
    let picture =
      grid.map { gridRows > 2 ? gridLines($0, columns: gridColumns, rows: gridRows, style: style) : [] } ?? []

    let chartColumns = min(isWide && !picture.isEmpty ? columns - gridColumns - 2 : columns, 160)
    let left = isWide ? rows : rows - picture.count
    let shown = charts.prefix(max(left / Self.leastChartRows, 1))
    let drawn = shown.flatMap { chart in
      [""]
        + chart.lines(
          columns: chartColumns, rows: max(left / shown.count - Self.leastChartRows + 2, 1), isUnicode: style.isUnicode)
    }
    guard isWide else { return drawn + picture }
    return (0..<max(drawn.count, picture.count)).map { row in
      let chart = row < drawn.count ? drawn[row] : ""
      guard row < picture.count else { return chart }
      return chart + String(repeating: " ", count: max(chartColumns - chart.count, 0) + 2) + picture[row]
    }
  }

  private func gridLines(_ summary: EmbeddingSummary, columns: Int, rows: Int, style: TerminalStyle) -> [String] {
    guard let correlation = summary.drawableCorrelation else { return [] }
    let title = "C (first \(correlation.count) of \(summary.dimension))"
    return ["", String(title.prefix(columns))]
      + ShadedGrid(correlation: correlation).lines(columns: columns, rows: rows - 2, style: style)
  }

  private func header(isBrief: Bool) -> [String] {
    var lines = [
      isBrief
        ? "\(name): \(record.objective.name)"
        : "\(name): \(record.data), \(record.backbone.summary), \(record.objective.name)"
    ]
    if let progress { lines.append(progress.line(isBrief: isBrief)) }
    guard let step = metrics.last else { return lines }
    let recent = metrics.suffix(50)
    let speed = recent.map(\.imagesPerSecond).sorted()[recent.count / 2]
    let wait = secondsSinceStep.map { ", last step \(Self.age($0)) ago" } ?? ""
    let terms = String(format: ", invariance %.2f, redundancy %.0f", step.invariance, step.redundancy)
    lines.append(
      String(format: "step %d, epoch %d: loss %.2f", step.step, step.epoch, step.loss) + (isBrief ? "" : terms)
    )
    let rate = isBrief ? "" : String(format: "learning rate %.3g, ", step.learningRate)
    lines.append(
      String(format: "mean C_ii %.3f, ", step.meanDiagonal) + rate + String(format: "%.0f images/s", speed) + wait)
    if let rank = measurements.last(where: { $0.diagnosis != nil })?.diagnosis {
      lines.append(isBrief ? rank.verdictName : "\(rank.verdictName): \(rank.reason)")
    } else if !record.monitor.diagnoses {
      lines.append(
        "no verdict" + (isBrief ? "" : ": the run does not watch its embeddings; set monitor to diagnosis"))
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
    let ranks = measurements.compactMap { record in record.diagnosis.map { (Double(record.step), $0.rankMe) } }
    if ranks.count > 1 { charts.append(BrailleChart(title: "RankMe", x: ranks.map(\.0), y: ranks.map(\.1))) }
    let votes = measurements.compactMap { record in record.knn.map { (Double(record.step), 100 * $0.accuracy) } }
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
