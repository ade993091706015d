import Foundation
import TestSupport
import Testing

@testable import Training

@Suite struct StepLogTests {
  private func metrics(_ step: Int) -> StepMetrics {
    StepMetrics(
      step: step, epoch: 1, loss: 1 / Double(step), invariance: 0.1, redundancy: 2, meanDiagonal: 0.5,
      learningRate: 0.1, biasLearningRate: 0.01, imagesPerSecond: 3, dataWaitSeconds: 0.25)
  }

  @Test func stepsAfterTheCheckpointAreDropped() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("metrics.jsonl")
    let log = try StepLog<StepMetrics>(path: path, keepingThrough: 0)
    for step in 1...5 { try log.append(metrics(step)) }
    // What a kill leaves of a line that was being written.
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data(#"{"step":6,"loss":"#.utf8))
    try file.close()

    let again = try StepLog<StepMetrics>(path: path, keepingThrough: 3)
    try again.append(metrics(4))
    #expect(try StepLog<StepMetrics>.read(path) == (1...4).map(metrics))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.hasSuffix("\n"))
    #expect(text.split(separator: "\n").count == 4)
  }

  @Test func numbersComeBackExactly() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("metrics.jsonl")
    try StepLog<StepMetrics>(path: path, keepingThrough: 0).append(metrics(3))
    #expect(try StepLog<StepMetrics>.read(path).first?.loss == 1.0 / 3)
  }
}
