import BarlowTwins
import FeatureTestSupport
import Foundation
import Runs
import Testing
import TestSupport

@testable import Reporting

/// A recorded matrix that is none, wherever matrices are drawn.
@Suite struct DrawableCorrelationTests {
  private static let bad: [[[Float]]] = [
    [], [[]], [[], []], [[1, 0], [0]], [[0], [0, 1]], [[1, .nan], [0, 1]], [[1, 0], [-.infinity, 1]],
  ]

  private func summary(_ correlation: [[Float]]) -> EmbeddingSummary {
    var summary = ReportFixture.summary(0.7)
    summary.correlation = correlation
    return summary
  }

  @Test func onlyAMatrixOfNumbersIsDrawn() {
    for matrix in Self.bad { #expect(summary(matrix).drawableCorrelation == nil, "\(matrix)") }
    for matrix in [[[1]], [[1, 0], [-0.5, 1]], [[1, 0, 0], [0, 1, 0]]] as [[[Float]]] {
      #expect(summary(matrix).drawableCorrelation == matrix)
    }
  }

  @Test(arguments: bad) func anythingElseIsLeftOutEverywhere(matrix: [[Float]]) throws {
    let folder = try TemporaryFolder()
    let measurement = MonitorRecord(step: 50, epoch: 5, diagnosis: summary(matrix))
    let writer = try EventFileWriter(folder: folder.file("events"))
    try writer.add(measurement)
    let events = try Data(contentsOf: URL(filePath: writer.path))
    #expect(events.range(of: Data("rank/RankMe".utf8)) != nil && events.range(of: Data("correlation/C".utf8)) == nil)

    let run = try ReportFixture.writeRun(folder)
    let history = try RunHistory(path: run.path)
    let lines = WatchFrame(
      name: "run", record: history.record, metrics: history.metrics, measurements: [measurement], secondsSinceStep: 1
    ).lines(columns: 100, rows: 40, style: TerminalStyle(isColored: false, isUnicode: true))
    #expect(!lines.contains { $0.contains("C (first") } && lines.contains { $0.contains("healthy") })

    // A file holds no other numbers than finite ones.
    guard matrix.joined().allSatisfy(\.isFinite) else { return }
    try ReportFixture.write([measurement], to: run.monitorFile)
    let page = try RunReport([ReportedRun(history: RunHistory(path: run.path), absence: "No images.")]).page().html.text
    #expect(!page.contains("class=\"matrix\"") && page.contains("… No collapse so far"))
  }
}
