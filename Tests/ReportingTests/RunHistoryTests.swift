import FeatureTestSupport
import Files
import Foundation
import Runs
import Testing
import TestSupport

@testable import Reporting

/// What is read of a run folder, in whatever state it is.
@Suite struct RunHistoryTests {
  private func append(_ text: String, to path: String) throws {
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
  }

  @Test func everythingIsRead() throws {
    let folder = try TemporaryFolder()
    let history = try RunHistory(path: ReportFixture.writeRun(folder).path + "/")
    #expect(history.name == "run" && history.metrics.count == 50 && history.monitor.count == 4)
    #expect(history.evaluations.count == 1 && history.remarks.isEmpty && history.diagnoses.count == 4)
    // λ (D² / (N − 1) − D) with λ 0.01, N 12 and D 16.
    #expect(abs((history.record.floor ?? 0) - 0.01 * (256.0 / 11 - 16)) < 1e-12)
    #expect(abs(history.seconds - 50 * 0.12) < 1e-9 && abs(history.waitShare - 0.001 / 0.12) < 1e-9)
    #expect(abs(history.throughput - 100) < 1e-9)
  }

  @Test func aLineThatWasCutOffIsLeftOutAndSaid() throws {
    let folder = try TemporaryFolder()
    let run = try ReportFixture.writeRun(folder)
    for path in [run.metricsFile, run.monitorFile] { try append("{\"step\": 5", to: path) }
    let history = try RunHistory(path: run.path)
    #expect(history.metrics.count == 50 && history.monitor.count == 4)
    #expect(history.remarks.count == 2 && history.remarks[0].contains("metrics.jsonl"))
  }

  @Test func whatIsNoRunIsNamedInOneLine() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("empty")
    let run = try ReportFixture.writeRun(folder, "steps", steps: 0)
    let broken = try ReportFixture.writeRun(folder, "broken")
    try append("{\"step\": 5}\n", to: broken.metricsFile)
    let damaged = try ReportFixture.writeRun(folder, "damaged")
    try Data("{".utf8).write(to: URL(filePath: damaged.configurationFile))
    let missing = try ReportFixture.writeRun(folder, "missing")
    try FileManager.default.removeItem(atPath: missing.metricsFile)
    let cases: [(String, FileError.Kind, String)] = [
      (folder.file("nothing"), .missing, "no such folder"), (folder.file("empty"), .missing, "not a run folder"),
      (run.path, .missing, "no steps"), (missing.path, .missing, "no steps"), (broken.path, .damaged, "line 51"),
      (damaged.path, .damaged, "config.json"),
    ]
    for (path, kind, words) in cases {
      let error = #expect(throws: FileError.self) { try RunHistory(path: path) }
      #expect(error?.kind == kind && error?.description.contains(words) == true, "\(String(describing: error))")
      #expect(error?.description.contains("\n") == false)
    }
  }

  @Test func runsOfTheSameNameAreToldApart() throws {
    let folder = try TemporaryFolder()
    let paths = try ["a/run", "b/run", "c"].map { try ReportFixture.writeRun(folder, $0).path }
    #expect(try RunHistory.read(paths).map(\.name) == [paths[0], paths[1], "c"])
  }
}
