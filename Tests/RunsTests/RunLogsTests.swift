import Files
import Foundation
import TestSupport
import Testing

@testable import Runs

/// The logs that a run folder keeps, as they are written by a training that goes on and read by anyone.
@Suite struct RunLogsTests {
  private func metrics(_ step: Int) -> StepMetrics {
    StepMetrics(
      step: step, epoch: 1, loss: 1 / Double(step), invariance: 0.1, redundancy: 2, meanDiagonal: 0.5,
      learningRate: 0.1, biasLearningRate: 0.01, imagesPerSecond: 3, dataWaitSeconds: 0.25)
  }

  @Test func stepsAfterTheCheckpointAreDropped() throws {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.path)
    let log = try JSONLinesWriter<StepMetrics>(path: run.metricsFile, keepingThrough: 0)
    for step in 1...5 { try log.append(metrics(step)) }
    // What a kill leaves of a line that was being written.
    try AppendedFile(path: run.metricsFile).append(Data(#"{"step":6,"loss":"#.utf8))
    #expect(try readMetrics(of: run) == (1...5).map(metrics))

    let again = try JSONLinesWriter<StepMetrics>(path: run.metricsFile, keepingThrough: 3)
    try again.append(metrics(4))
    #expect(try readMetrics(of: run) == (1...4).map(metrics))
    let text = try String(contentsOfFile: run.metricsFile, encoding: .utf8)
    #expect(text.hasSuffix("\n") && text.split(separator: "\n").count == 4)
  }

  @Test func theTableIsWrittenAnewAndGrows() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Array("of another run".utf8), to: "metrics.csv")
    let table = try MetricsTable(path: path, steps: [metrics(1)])
    try table.append(metrics(2))
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    try #require(lines.count == 3)
    #expect(lines[0].hasPrefix("step,epoch,loss,") && lines[2].hasPrefix("2,1,0.5,"))
  }

  @Test func linesThatCannotBeUnderstoodAreNamed() throws {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.path)
    #expect(try readMonitor(of: run).isEmpty && readEvaluations(of: run).isEmpty)
    let missing = try #require(throws: FileError.self) { try readMetrics(of: run) }
    #expect(missing.kind == .missing && missing.description.contains("metrics.jsonl"))

    for path in [run.metricsFile, run.monitorFile, run.evaluationsFile] {
      try Data("{\"step\":1}\n".utf8).write(to: URL(filePath: path))
    }
    func expectNamed(_ name: String, _ body: () throws -> Void) throws {
      let error = try #require(throws: FileError.self) { try body() }
      #expect(error.kind == .damaged && error.description.contains("\(name) is damaged: line 1 "))
    }
    try expectNamed("metrics.jsonl") { _ = try readMetrics(of: run) }
    try expectNamed("metrics.jsonl") { _ = try JSONLinesWriter<StepMetrics>(path: run.metricsFile, keepingThrough: 9) }
    try expectNamed("monitor.jsonl") { _ = try readMonitor(of: run) }
    try expectNamed("evaluations.jsonl") { _ = try readEvaluations(of: run) }
  }
}
