import BarlowTwins
import FeatureTestSupport
import Foundation
import Runs
import Testing
import TestSupport

@testable import Reporting

/// What a live view of a run is made of.
@Suite struct TerminalTests {
  /// The dots of a braille character as a 2 × 4 block, true where one is raised.
  private func dots(_ line: Substring) -> [[Bool]] {
    let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    return bits.map { row in
      line.unicodeScalars.flatMap { scalar in row.map { (scalar.value - 0x2800) & $0 != 0 } }
    }
  }

  private func plot(_ lines: [String]) -> [[Bool]] {
    lines.compactMap { line in line.firstIndex(of: "┤").map { line[line.index(after: $0)...] } }.flatMap(dots)
  }

  @Test func aRisingLineRunsFromCornerToCorner() {
    let chart = BrailleChart(title: "loss", x: [0, 10, 20], y: [0, 1, 2])
    let lines = chart.lines(columns: 20, rows: 3)
    #expect(lines.first == "loss" && lines.count == 5)
    #expect(lines[1].hasPrefix("        2┤") && lines[3].hasPrefix("        0┤"))
    #expect(lines[4].hasSuffix("0       20"))
    let dots = plot(lines)
    #expect(dots.count == 12 && dots.allSatisfy { $0.count == 20 })
    #expect(dots[11][0] && dots[0][19] && !dots[0][0] && !dots[11][19])
    // Every column has a dot, and the line never falls.
    let heights = (0..<20).map { column in dots.firstIndex { $0[column] } ?? -1 }
    #expect(heights.allSatisfy { $0 >= 0 } && zip(heights, heights.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test func wideRangesAreLogarithmicAndAReferenceIsDotted() {
    let chart = BrailleChart(title: "loss", x: [1, 2, 3], y: [1000, 100, 10], reference: 1)
    let lines = chart.lines(columns: 30, rows: 4)
    #expect(lines[0] == "loss (logarithmic)")
    let dots = plot(lines)
    // The reference is the lowest row, every fourth dot.
    #expect(dots[15].indices.filter { dots[15][$0] } == Array(stride(from: 0, to: 40, by: 4)))
    let middle = dots.firstIndex { $0[19] || $0[20] }
    #expect(middle == 5)
  }

  @Test func whatCannotBeDrawnIsSaid() {
    #expect(BrailleChart(title: "a", x: [], y: []).lines(columns: 20, rows: 3) == ["a", "nothing to draw yet"])
    #expect(BrailleChart(title: "a", x: [1], y: [.nan]).lines(columns: 20, rows: 3).count == 2)
    #expect(BrailleChart(title: "a", x: [1, 2], y: [5, 5]).lines(columns: 20, rows: 3).count == 5)
    #expect(
      ShadedGrid(correlation: []).lines(columns: 10, rows: 10, style: TerminalStyle(isColored: true, isUnicode: true))
        .isEmpty)
  }

  @Test func aGridKeepsTheLargestCorrelation() {
    var matrix = [[Float]](repeating: [Float](repeating: 0, count: 40), count: 40)
    matrix[7][33] = -0.95
    let lines = ShadedGrid(correlation: matrix).lines(
      columns: 20, rows: 10, style: TerminalStyle(isColored: false, isUnicode: true))
    #expect(lines.count == 10 && lines.allSatisfy { $0.count == 20 })
    #expect(lines.enumerated().filter { $0.element.contains("█") }.map(\.offset) == [1])
    #expect(Array(lines[1])[16] == "█")
    let colored = ShadedGrid(correlation: matrix).lines(
      columns: 20, rows: 10, style: TerminalStyle(isColored: true, isUnicode: true))
    #expect(colored.count == 10 && colored[0].contains("\u{1B}[38;5;"))
  }

  @Test func aFrameTellsTheStateAndFitsItsRoom() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder)
    let history = try RunHistory(path: run.path)
    func frame(_ metrics: [StepMetrics], _ columns: Int) -> [String] {
      WatchFrame(
        name: "run", record: history.record, metrics: metrics, measurements: history.monitor, secondsSinceStep: 75
      ).lines(columns: columns, rows: 40, style: TerminalStyle(isColored: false, isUnicode: true))
    }
    for columns in [40, 80, 200] {
      let lines = frame(history.metrics, columns)
      #expect(lines.filter { $0.count > columns } == [], "\(columns)")
      let text = lines.joined(separator: " ")
      for word in ["step 50", "loss", "RankMe", "kNN", "1 min ago", "C (first", "healthy"] {
        #expect(text.contains(word), "\(word) at \(columns)")
      }
    }
    #expect(frame([], 80).last == "waiting for the first step")
  }

  @Test func aFrameFitsEveryRoomInEveryStyle() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder, steps: 400)
    let history = try RunHistory(path: run.path)
    let frame = WatchFrame(
      name: "run", record: history.record, metrics: history.metrics, measurements: history.monitor, secondsSinceStep: 3)
    for columns in [20, 39, 65, 66, 79, 199] {
      for rows in [4, 8, 12, 16, 24, 60] {
        for style in [true, false].flatMap({ a in [true, false].map { TerminalStyle(isColored: a, isUnicode: $0) } }) {
          let lines = frame.lines(columns: columns, rows: rows, style: style)
          let shown = lines.map { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "") }
          #expect(lines.count <= rows && shown.allSatisfy { $0.count <= columns }, "\(columns)×\(rows)")
          #expect(style.isUnicode || lines.allSatisfy { $0.utf8.allSatisfy { $0 < 128 } })
          #expect(style.isColored || lines == shown)
          // A curve is always there once there is room for more than words.
          if rows >= 12 { #expect(lines.contains { $0.contains(style.isUnicode ? "┤" : "|") }, "\(columns)×\(rows)") }
        }
      }
    }
    // Where the room is large, all of it is used.
    let large = frame.lines(columns: 199, rows: 60, style: TerminalStyle(isColored: false, isUnicode: true))
    #expect(large.count > 50 && large.contains { $0.contains("C (first 16 of 16)") })
  }

  @Test func aCurveInASCIIRisesToo() {
    let lines = BrailleChart(title: "loss", x: [0, 10, 20], y: [0, 1, 2]).lines(columns: 15, rows: 2, isUnicode: false)
    #expect(lines[1] == "        2|   '" || lines[1].hasSuffix("'"), "\(lines)")
    #expect(lines.joined().utf8.allSatisfy { $0 < 128 })
    #expect(lines[2].hasPrefix("        0|."))
  }
}
