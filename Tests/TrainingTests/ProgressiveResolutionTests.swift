import Datasets
import Foundation
import Runs
import Settings
import TensorFiles
import TestSupport
import Testing
import Torch

@testable import Training

/// Smaller views in the first part of a training.
@Suite struct ProgressiveResolutionTests {
  private let data: TemporaryFolder

  init() throws {
    data = try TemporaryFolder()
    try IDXFixture.write(to: data, count: 4 * 16)
  }

  private func configuration(_ more: [String: String] = [:]) throws -> TrainingConfiguration {
    let given: [String: String] = [
      "recipe": "small", "backbone": "resnet10", "width": "4", "projector": "16-16", "batchSize": "16", "epochs": "5",
      "imageSize": "20", "progressiveSize": "12", "precision": "fp32", "workers": "0", "checkpointEvery": "3",
      "threads": String(Runtime.threadCount),
    ]
    return try TrainingConfiguration(
      layers: [SettingLayer(given.merging(more, uniquingKeysWith: { $1 }))], suggesting: "small")
  }

  @Test func viewsGrowWhenTheirShareIsDone() throws {
    let description = DatasetDescription.folder(data.path)
    let dataset = try description.open(split: .train)
    let resolved = try configuration(["progressiveShare": "0.6"])
      .resolved(for: DataFacts(description: description, count: 64, channels: 1)).configuration
    let clock = TrainingClock(length: .epochs(5), stepsPerEpoch: 4, warmupEpochs: 0)
    func batches() -> TrainingBatches { TrainingBatches(of: dataset, resolved, clock: clock) { _ in } }
    var sequence = batches()
    var position = TrainingPosition()
    var seen: [(size: Int, indices: [Int])] = []
    for _ in 0..<20 {
      let batch = try sequence.next(at: position)
      seen.append((batch.height, batch.indices))
      #expect(batch.views.allSatisfy { $0.shape[1] == batch.height && $0.shape[2] == batch.height })
      position = clock.position(after: position, elapsedSeconds: 0)
    }
    sequence.stop()
    // 12 of 20 steps are 60 %.
    #expect(seen.map(\.size) == Array(repeating: 12, count: 12) + Array(repeating: 20, count: 8))
    // Every epoch has each image once, also around the change.
    for epoch in 0..<5 {
      #expect(Set(seen[(epoch * 4)..<(epoch * 4 + 4)].flatMap(\.indices)) == Set(0..<64))
    }
    // Whoever begins at a step sees what comes at that step.
    var later = batches()
    position.step = 13
    let batch = try later.next(at: position)
    later.stop()
    #expect(batch.height == 20 && batch.indices == seen[13].indices)
  }

  @Test func stoppedRunsEndBitIdentical() throws {
    let runs = try TemporaryFolder()
    func train(_ run: String, stopAfter stop: Int? = nil) throws {
      var last = 0
      let hooks = TrainingHooks(progress: { last = $0.metrics.step }, shouldStop: { last == stop })
      _ = try Pretraining(configuration(), data: .folder(data.path), output: runs.file(run)).train(hooks)
    }
    try train("whole")
    // Before the change at step 14, and after it.
    for stop in [5, 16, nil] { try train("broken", stopAfter: stop) }
    func metrics(_ run: String) throws -> [StepMetrics] {
      try readMetrics(of: RunFolder(runs.file(run))).map(\.withoutTimes)
    }
    #expect(try metrics("broken") == metrics("whole") && metrics("whole").count == 20)
    let (a, b) = (RunFolder(runs.file("whole")).backboneFile, RunFolder(runs.file("broken")).backboneFile)
    #expect(FileManager.default.contentsEqual(atPath: a, andPath: b))
  }

  @Test(arguments: [
    (["progressiveSize": "24"], "larger than the views"), (["progressiveShare": "1"], "0.05 to 0.95"),
    (["localCrops": "1", "localCropSize": "16"], "localCropSize"),
  ])
  func impossibleSizesAreRefused(more: [String: String], words: String) throws {
    let error = try #require(throws: ConfigurationError.self) {
      try configuration(more).resolved(
        for: DataFacts(description: .folder(data.path), count: 64, channels: 1))
    }
    #expect(error.description.contains(words), "\(error)")
  }

  @Test func aShareWithoutASizeIsRefused() throws {
    let error = try #require(throws: ConfigurationError.self) {
      try TrainingConfiguration(
        layers: [SettingLayer(["recipe": "small", "progressiveShare": "0.5"])], suggesting: "small")
    }
    #expect(error.description.contains("progressiveSize"))
  }
}
