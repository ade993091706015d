import BarlowTwins
import Datasets
import Encoders
import Files
import Foundation
import Runs
import Settings
import TestSupport
import Testing
import Torch

@testable import Training

/// What `keepBest` keeps, whatever comes between.
@Suite struct BestWeightsTests {
  /// Tells the accuracy that a test wants at a step.
  private struct Monitor: TrainingMonitor {
    let accuracies: [Int: Double]

    func measure(
      _ network: TwinNetworks, step: Int, epoch: Double, checkInterruption: () throws -> Void
    ) throws -> MonitorRecord {
      MonitorRecord(
        step: step, epoch: epoch,
        knn: accuracies[step].map { OnlineKNN(accuracy: $0, k: 1, temperature: 0.1, bankSize: 8, queryCount: 8) })
    }
  }

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try IDXFixture.write(to: folder, prefix: "data/train", count: 64)
  }

  /// Trains 12 steps with a measurement after every fourth; ends early after `stopsAfter` steps.
  @discardableResult
  private func train(
    _ name: String, _ accuracies: [Int: Double], keepBest: Bool = true, stopsAfter: Int? = nil
  ) throws -> RunFolder {
    var given = [
      "recipe": "small", "backbone": "resnet10", "width": "4", "projector": "16-16", "batchSize": "16", "epochs": "3",
      "warmupEpochs": "1", "checkpointEvery": "100", "precision": "fp32", "workers": "0", "monitorEvery": "4",
      "threads": String(Runtime.threadCount),
    ]
    if keepBest { given["keepBest"] = "true" }
    struct Parts: TrainingParts {
      let training: any ImageDataset
      let monitor: (any TrainingMonitor)?
    }
    let configuration = try TrainingConfiguration(layers: [SettingLayer(given)], suggesting: "small")
    let pretraining = try Pretraining(
      configuration, data: .folder(folder.file("data")), output: folder.file(name),
      division: { images, _ in Parts(training: images, monitor: Monitor(accuracies: accuracies)) })
    var done = 0
    _ = try pretraining.train(
      TrainingHooks(progress: { done = $0.metrics.step }, shouldStop: { done == stopsAfter }))
    return pretraining.run
  }

  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

  @Test func theWeightsOfTheBestMeasurementAreKept() throws {
    let run = try train("run", [4: 0.3, 8: 0.5, 12: 0.4])
    #expect(TrainedWeights.step(in: run.best) == 8 && TrainedWeights.step(in: run) == 12)
    #expect(try BestWeights(of: run).record?.knn?.accuracy == 0.5)
    // They are those of a training that ended there.
    let ended = try train("ended", [4: 0.3, 8: 0.5], stopsAfter: 8)
    #expect(try bytes(run.best.backboneFile) == bytes(ended.backboneFile))
    #expect(try bytes(run.best.projectorFile) == bytes(ended.projectorFile))
    // Other commands take the folder for a run.
    #expect(try EncoderModel(run: run.best.path).step == 8)
    // Of equal measurements the first counts, and one that tells nothing never does.
    #expect(TrainedWeights.step(in: try train("equal", [4: 0.5, 8: 0.5, 12: 0.5]).best) == 4)
    #expect(TrainedWeights.step(in: try train("one", [8: 0.1]).best) == 8)
    #expect(TrainedWeights.step(in: try train("none", [:]).best) == nil)
  }

  @Test func keepingChangesNothingElse() throws {
    let (kept, plain) = (try train("kept", [4: 0.3, 8: 0.2]), try train("plain", [4: 0.3, 8: 0.2], keepBest: false))
    #expect(try bytes(kept.backboneFile) == bytes(plain.backboneFile))
    #expect(!FileManager.default.fileExists(atPath: plain.best.path))
    #expect(try readMetrics(of: kept).map(\.withoutTimes) == readMetrics(of: plain).map(\.withoutTimes))
  }

  @Test(arguments: [3, 6, 8, 10]) func aTrainingThatIsResumedGoesOnToCompare(stop: Int) throws {
    let accuracies = [4: 0.5, 8: 0.3, 12: 0.4]
    let run = try train("run", accuracies, stopsAfter: stop)
    #expect(TrainedWeights.step(in: run.best) == (stop < 4 ? nil : 4))
    _ = try train("run", accuracies)
    #expect(TrainedWeights.step(in: run) == 12 && TrainedWeights.step(in: run.best) == 4)
  }

  @Test func aCheckpointComesBeforeTheBestWeights() throws {
    let run = try train("run", [4: 0.5, 8: 0.6], stopsAfter: 8)
    // What a kill between the two files of the weights leaves.
    try FileManager.default.removeItem(atPath: run.best.projectorFile)
    _ = try train("run", [12: 0.1])
    #expect(TrainedWeights.areOfStep(8, in: run.best) && TrainedWeights.step(in: run) == 12)
    #expect(try EncoderModel(run: run.best.path).step == 8)
  }

  @Test func theFolderOfTheBestWeightsIsNoPlaceToTrain() throws {
    let run = try train("run", [4: 0.5])
    let before = try bytes(run.best.backboneFile)
    let error = try #require(throws: ConfigurationError.self) { try train("run/best", [4: 0.1]) }
    #expect(error.description.contains("holds the best weights of") && error.description.contains("from"))
    #expect(try bytes(run.best.backboneFile) == before)
    try run.removeRun()
    #expect(!FileManager.default.fileExists(atPath: run.best.path))
  }
}
