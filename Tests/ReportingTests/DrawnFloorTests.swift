import BarlowTwins
import FeatureTestSupport
import Formatting
import Runs
import Testing
import TestSupport

@testable import Reporting

/// The floor of each objective, as the report and the live view draw it or leave it out.
@Suite struct DrawnFloorTests {
  /// What a run with 12 images in 16 dimensions draws; nil for nothing.
  private static let floors: [(String, [String: String], drawn: String?, hint: String)] = [
    // 0.01 (256/11 − 16), and 12 (256 − 64 + 256/11) below.
    ("barlow-twins", [:], "0.07273", "cannot have less than the floor"),
    ("mixed-barlow-twins", ["mixWeight": "4"], "0.07273", "cannot have less than the floor"),
    ("hsic", ["lambda": "0.0625"], "13.45", "cannot have less than the floor"),
    ("stop-gradient", [:], "−1", "cannot have less than the floor"),
    ("cosine-similarity", [:], "−1", "cannot have less than the floor"),
    // log(1 + 22 exp(−12/11/0.5)).
    ("contrastive", ["temperature": "0.5"], "1.248", "cannot have less than the floor"),
    ("invariance-only", [:], nil, "the loss could reach 0"),
    ("vicreg", [:], nil, "No floor is known"),
  ]

  private func history(_ folder: TemporaryFolder, _ name: String, _ numbers: [String: String]) throws
    -> RunHistory
  {
    let run = try ReportFixture.writeRun(
      folder, changing: numbers.merging(["objective": name]) { $1 })
    return try RunHistory(path: run.path)
  }

  @Test(arguments: floors) func theReportDrawsIt(
    name: String, numbers: [String: String], drawn: String?, hint: String
  ) throws {
    let folder = try TemporaryFolder()
    let page = try RunReport([ReportedRun(history: history(folder, name, numbers), absence: "No images.")])
      .page().html.text
    #expect(page.contains("floor (\(drawn ?? "")") == (drawn != nil))
    #expect(page.contains(hint))
    // The summary names what is known, 0 too.
    #expect(page.contains("<small>floor ") == (name != "vicreg"))
  }

  @Test(arguments: floors) func theLiveViewDrawsIt(
    name: String, numbers: [String: String], drawn: String?, hint: String
  ) throws {
    let folder = try TemporaryFolder()
    let history = try history(folder, name, numbers)
    // It needs no measurement of the monitor.
    let lines = WatchFrame(
      name: "run", record: history.record, metrics: history.metrics, measurements: [], secondsSinceStep: 1
    ).lines(columns: 60, rows: 20, style: TerminalStyle(isColored: false, isUnicode: true))
    #expect(lines.contains { $0.hasPrefix("loss, floor dotted") } == (drawn != nil))
    // The losses are 3 and more: only the floor is below them, and the axis then reaches to it.
    let labels = lines.filter { $0.contains("┤") }.map { $0.prefix { $0 != "┤" }.filter { $0 != " " } }
    let least = NumberText.short(min(history.record.drawnFloor ?? .infinity, 3))
    #expect(labels.last { !$0.isEmpty } == least, "\(lines)")
  }

  @Test func theDiagnosisOfAReportTakesNoOtherObjectivesWeight() throws {
    let folder = try TemporaryFolder()
    for (name, expected) in [("hsic", BarlowTwinsObjective.publishedLambda), ("barlow-twins", 0.01)] {
      let run = try ReportFixture.writeRun(
        folder, name, moments: 0, changing: ["objective": name])
      #expect(try ReportFixture.study(run, wantsDiagnosis: true).summary?.lambda == expected, "\(name)")
    }
  }
}
