import BarlowTwins
import Datasets
import Encoders
import Files
import Foundation
import NN
import Runs
import Settings
import TensorFiles
import TestSupport
import Testing
import Torch

@testable import Training

/// Runs that go on after their end, and runs that start from the weights of others.
@Suite struct ContinuedTrainingTests {
  private let data: TemporaryFolder
  private let runs: TemporaryFolder

  init() throws {
    data = try TemporaryFolder()
    runs = try TemporaryFolder()
    try IDXFixture.write(to: data, count: 4 * 16)
  }

  private func pretraining(_ run: String, _ more: [String: String] = [:], overwrites: Bool = false) throws
    -> Pretraining
  {
    let given: [String: String] = [
      "recipe": "small", "backbone": "resnet10", "width": "4", "projector": "16-16", "batchSize": "16", "epochs": "3",
      "warmupEpochs": "1", "checkpointEvery": "5", "precision": "fp32", "workers": "0",
      "threads": String(Runtime.threadCount),
    ]
    let minutes = more["minutes"] == nil ? [] : ["epochs"]
    let merged = given.filter { !minutes.contains($0.key) }.merging(more, uniquingKeysWith: { $1 })
    let configuration = try TrainingConfiguration(layers: [SettingLayer(merged)], suggesting: "small")
    return try Pretraining(
      configuration, data: .folder(data.path), output: runs.file(run), overwrites: overwrites)
  }

  private func rates(_ run: Pretraining) throws -> [Double] { try readMetrics(of: run.run).map(\.learningRate) }

  @Test func aFinishedRunIsProlongedByTheScheduleOfItsNewLength() throws {
    _ = try pretraining("run", ["epochs": "2"]).train()
    var starts: [TrainingStart] = []
    let longer = try pretraining("run", ["epochs": "4"])
    let outcome = try longer.train(TrainingHooks(started: { starts.append($0) }))
    #expect(outcome.position.step == 16 && outcome.reason == .completed)
    #expect(starts == [TrainingStart(stepsDone: 8, prolongedFrom: .epochs(2))])
    let whole = try pretraining("whole", ["epochs": "4"])
    _ = try whole.train()
    // Steps before the old end keep their rates; those after it have the rates of a run that was as long from its start.
    #expect(try rates(longer).suffix(8) == rates(whole).suffix(8))
    #expect(try rates(longer)[7] < rates(whole)[7] / 2)
    #expect(try RunRecord(contentsOf: longer.run.configurationFile).length == .epochs(4))
  }

  @Test func whatIsDoneCannotBeTheNewLength() throws {
    let run = try pretraining("run", ["epochs": "3"])
    _ = try run.train()
    let before = try Data(contentsOf: URL(filePath: run.run.configurationFile))
    for more in [["epochs": "2"], ["minutes": "0.01", "seed": "0"]] {
      // A minute's hundredth is over after such a training, unless it was faster.
      guard more["epochs"] != nil || run.run.holdsRun else { continue }
      if more["minutes"] != nil, try #require(try Checkpoint.newest(in: run.run)).position.elapsedSeconds < 0.6 {
        continue
      }
      let error = try #require(throws: ConfigurationError.self) { try pretraining("run", more).train() }
      #expect(error.description.contains("has been trained for"))
    }
    #expect(try Data(contentsOf: URL(filePath: run.run.configurationFile)) == before)
  }

  @Test func anUnfinishedRunKeepsItsLength() throws {
    var last = 0
    let run = try pretraining("run")
    let hooks = TrainingHooks(progress: { last = $0.metrics.step }, shouldStop: { last == 6 })
    #expect(try run.train(hooks).reason == .interrupted)
    let error = try #require(throws: ConfigurationError.self) { try pretraining("run", ["epochs": "9"]).train() }
    #expect(error.description.contains("epochs 3, not 9"))
  }

  @Test func aFinishedRunSaysSo() throws {
    _ = try pretraining("run").train()
    var start: TrainingStart?
    let outcome = try pretraining("run").train(TrainingHooks(started: { start = $0 }))
    #expect(start?.isFinished == true && start?.stepsDone == 12 && outcome.position.step == 12)
  }

  @Test func aRunStartsFromTheWeightsOfAnother() throws {
    let source = try pretraining("source")
    _ = try source.train()
    let weights = try TrainedWeights(of: source.run)
    // The network is that of the source unless told otherwise; the projector comes with it.
    let start = try pretraining("next", ["from": source.run.path, "learningRate": "0", "epochs": "1"])
    let state = try TrainingState.first(start.configuration)
    #expect(state.startsWithProjector == true)
    for (name, tensor) in state.network.networkA.backbone.stateDictionary() {
      #expect(try tensor.doubles() == weights.backbone[name]?.doubles(), "\(name)")
    }
    for (name, tensor) in state.network.networkA.projector.stateDictionary() {
      #expect(try tensor.doubles() == weights.projector[name]?.doubles(), "\(name)")
    }
    let twins = try pretraining("twins", ["from": source.run.path, "twins": "separate"])
    let separate = try TrainingState.first(twins.configuration).network
    #expect(
      try separate.networks[1].backbone.stateDictionary()["conv1.weight"]?.doubles()
        == weights.backbone["conv1.weight"]?.doubles())
    let other = try pretraining("other", ["from": source.run.backboneFile, "projector": "8-24"])
    #expect(try TrainingState.first(other.configuration).startsWithProjector == false)
    #expect(try start.train().position.step == 4)
    #expect(try RunRecord(contentsOf: start.run.configurationFile).from == source.run.path)
  }

  @Test func weightsThatDoNotFitLeaveNothingBehind() throws {
    let source = try pretraining("source")
    _ = try source.train()
    let error = try #require(throws: ConfigurationError.self) {
      try pretraining("wide", ["from": source.run.path, "width": "8"])
    }
    #expect(error.description.contains("\(source.run.path) holds resnet10 of width 4, and not resnet10 of width 8"))
    #expect(!RunFolder(runs.file("wide")).holdsRun)
    let nothing = try #require(throws: FileError.self) { try pretraining("no", ["from": runs.file("missing")]) }
    #expect(nothing.kind == .missing)
    let folder = try #require(throws: FileError.self) {
      try pretraining("no", ["from": data.path]).train()
    }
    #expect(folder.description.contains("is not a run folder"))
    // The run that is overwritten may be the one whose weights are wanted.
    let again = try pretraining("source", ["from": source.run.path, "epochs": "1"], overwrites: true)
    #expect(try again.train().position.step == 4)
  }

  @Test func aRunThatStoppedBeforeItsFirstCheckpointStartsFromTheWeightsAgain() throws {
    let source = try pretraining("source")
    _ = try source.train()
    let run = try pretraining("run", ["from": source.run.path, "epochs": "1"])
    struct Failure: Error {}
    #expect(throws: Failure.self) { try run.train(TrainingHooks(started: { _ in throw Failure() })) }
    var start: TrainingStart?
    _ = try run.train(TrainingHooks(started: { start = $0 }))
    #expect(start == TrainingStart(stepsDone: 0, startsWithProjector: true))
  }
}
