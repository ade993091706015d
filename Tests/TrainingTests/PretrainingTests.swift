import BarlowTwins
import Datasets
import Encoders
import Files
import Foundation
import NN
import Runs
import Settings
import Testing
import TestSupport
import Torch

@testable import Training

/// A training as a library's user starts it, with the claim, the record and the refusals of `barlow pretrain`.
@Suite struct PretrainingTests {
  private struct Failure: Error {}

  /// Sees nothing.
  private struct Monitor: TrainingMonitor {
    func measure(
      _ network: TwinNetworks, step: Int, epoch: Double, checkInterruption: () throws -> Void
    ) throws -> MonitorRecord { MonitorRecord(step: step, epoch: epoch) }
  }

  /// Holds the last 16 images out.
  private struct Parts: TrainingParts {
    let training: any ImageDataset
    let monitor: (any TrainingMonitor)? = Monitor()

    init(_ images: any ImageDataset, _ configuration: TrainingConfiguration) {
      training = Subset(images, indices: Array(0..<(images.count - 16)))
    }
  }

  private let data: TemporaryFolder
  private let runs: TemporaryFolder

  init() throws {
    data = try TemporaryFolder()
    runs = try TemporaryFolder()
    try IDXFixture.write(to: data, count: 4 * 16)
  }

  private var description: DatasetDescription { .folder(data.path) }

  private func configuration(_ more: [String: String] = [:]) throws -> TrainingConfiguration {
    let given: [String: String] = [
      "recipe": "small", "backbone": "resnet10", "width": "4", "projector": "16-16", "batchSize": "16", "epochs": "3",
      "warmupEpochs": "1", "checkpointEvery": "5", "precision": "fp32", "workers": "0",
      "threads": String(Runtime.threadCount),
    ]
    return try TrainingConfiguration(
      layers: [SettingLayer(given.merging(more, uniquingKeysWith: { $1 }))], suggesting: "small")
  }

  private func pretraining(
    _ run: String, _ more: [String: String] = [:], overwrites: Bool = false, division: Pretraining.Division? = nil
  ) throws -> Pretraining {
    try Pretraining(
      configuration(more), data: description, output: runs.file(run), overwrites: overwrites, division: division)
  }

  /// Trains until a step was taken, and there asks to stop.
  private func stopping(after step: Int) -> TrainingHooks {
    var last = 0
    return TrainingHooks(progress: { last = $0.metrics.step }, shouldStop: { last == step })
  }

  /// Every file of a run with its content.
  private func files(_ run: String) throws -> [String: Data] {
    let folder = runs.file(run)
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder), !isFolder.boolValue
      else { continue }
      files[name] = try Data(contentsOf: URL(filePath: folder + "/" + name))
    }
    return files
  }

  @Test func itTrainsAndRecords() throws {
    let pretraining = try pretraining("run")
    #expect(pretraining.imageCount == 64 && pretraining.configuration.backbone.summary == "resnet10 of width 4")
    #expect(!FileManager.default.fileExists(atPath: pretraining.run.path))
    var started: [Int] = []
    let outcome = try pretraining.train(TrainingHooks(started: { started.append($0.stepsDone) }))
    #expect(outcome.reason == .completed && outcome.position.step == 12 && started == [0])
    let record = try RunRecord(contentsOf: pretraining.run.configurationFile)
    #expect(record.data == data.path && record.channels == 1 && record.views == pretraining.configuration.views)
    #expect(record.commandLine == CommandLine.arguments && record.environment["libtorch"] == Runtime.libraryVersion)
    #expect(try readMetrics(of: pretraining.run).map(\.step) == Array(1...12))
    #expect(try EncoderModel(run: pretraining.run.path).step == 12)
  }

  @Test func imagesOfWhichNoneCanBeReadLeaveNoRun() throws {
    let photos = try TemporaryFolder()
    try photos.makeFolder("a")
    for number in 1...20 { _ = try photos.write([UInt8]("no picture".utf8), to: "a/\(number).png") }
    do {
      _ = try Pretraining(configuration(), data: .folder(photos.path), output: runs.file("run"))
      Issue.record("no error")
    } catch let error as DatasetError {
      #expect(error.kind == .badData && "\(error)".hasPrefix("none of the 20 images can be read; the first: a/1.png: "))
    }
    #expect(!FileManager.default.fileExists(atPath: runs.file("run")))
  }

  @Test func itGoesOnBitForBit() throws {
    #expect(try pretraining("whole").train().reason == .completed)
    #expect(try pretraining("broken").train(stopping(after: 7)).reason == .interrupted)
    var started: [Int] = []
    // What does not decide what is computed may change.
    let resumed = try pretraining("broken", ["checkpointEvery": "2"]).train(
      TrainingHooks(started: { started.append($0.stepsDone) }))
    #expect(resumed.reason == .completed && started == [7])
    let metrics = try ["whole", "broken"].map { try readMetrics(of: RunFolder(runs.file($0))).map(\.withoutTimes) }
    #expect(metrics[0] == metrics[1] && metrics[0].count == 12)
    let (whole, broken) = (try files("whole"), try files("broken"))
    for name in ["weights/backbone.safetensors", "weights/projector.safetensors"] {
      #expect(whole[name] != nil && whole[name] == broken[name])
    }
  }

  @Test(arguments: [("width", "8"), ("seed", "1"), ("lambda", "0.3"), ("epochs", "4"), ("batchSize", "8")])
  func anotherSettingIsRefusedAndNothingChanges(setting: String, value: String) throws {
    _ = try pretraining("run").train(stopping(after: 7))
    let before = try files("run")
    let other = try pretraining("run", [setting: value])
    var isStarted = false
    let error = try #require(throws: ConfigurationError.self) {
      try other.train(TrainingHooks(started: { _ in isStarted = true }))
    }
    #expect(error.description.contains(setting) && error.description.contains(value), "\(error)")
    #expect(try files("run") == before && !isStarted)
    // The first settings still go on.
    #expect(try pretraining("run").train().position.step == 12)
  }

  @Test func otherDataAndOtherThingsAreRefused() throws {
    _ = try pretraining("run").train(stopping(after: 1))
    let before = try files("run")
    let images = try description.open(split: .train)
    let other = try Pretraining(configuration(), images: images, of: .folder("elsewhere"), output: runs.file("run"))
    let error = try #require(throws: ConfigurationError.self) { try other.train() }
    #expect(error.description.contains("elsewhere"))
    #expect(try files("run") == before)

    try runs.write(Array("precious".utf8), to: "thesis/thesis.txt")
    #expect(throws: ConfigurationError.self) { try pretraining("thesis").train() }
    #expect(throws: ConfigurationError.self) { try pretraining("thesis", overwrites: true).train() }
    #expect(try files("thesis") == ["thesis.txt": Data("precious".utf8)])
  }

  @Test func overwritingStartsAnew() throws {
    _ = try pretraining("run").train()
    var started: [Int] = []
    let outcome = try pretraining("run", ["width": "8"], overwrites: true).train(
      TrainingHooks(started: { started.append($0.stepsDone) }))
    #expect(outcome.position.step == 12 && started == [0])
    #expect(
      try RunRecord(contentsOf: RunFolder(runs.file("run")).configurationFile).configuration.settings["width"]
        == .integer(8))
  }

  @Test func onlyOneTrainsInAFolder() throws {
    let (first, second) = (try pretraining("run"), try pretraining("run", ["seed": "3"], overwrites: true))
    var refused: FileError?
    let outcome = try first.train(
      TrainingHooks(progress: { progress in
        guard progress.metrics.step == 6 else { return }
        refused = #expect(throws: FileError.self) { try second.train() }
      }))
    #expect(refused?.kind == .inUse && refused?.description.contains(runs.file("run")) == true)
    #expect(outcome.reason == .completed && outcome.position.step == 12)
    #expect(try readMetrics(of: first.run).map(\.step) == Array(1...12))
    // The claim ends with the training, and with a training that fails.
    #expect(throws: Failure.self) { try first.train(TrainingHooks(started: { _ in throw Failure() })) }
    #expect(try second.train().position.step == 12)
  }

  @Test func anErrorAtTheStartEndsItBeforeTheFirstStep() throws {
    let pretraining = try pretraining("run")
    #expect(throws: Failure.self) { try pretraining.train(TrainingHooks(started: { _ in throw Failure() })) }
    #expect(Set(try files("run").keys) == ["config.json", ".lock"])
    #expect(try pretraining.train().position.step == 12)
  }

  @Test func imagesFromAnywhereAreTrainedOn() throws {
    let images = try Subset.sample(description.open(split: .train), count: 40, seed: 1)
    let pretraining = try Pretraining(
      configuration(["maxImages": "32"]), images: images, of: .folder("made up"), output: runs.file("run"),
      commandLine: ["program"], environment: ["machine": "mine"])
    #expect(pretraining.imageCount == 32)
    #expect(try pretraining.train().position.step == 6)
    let record = try RunRecord(contentsOf: pretraining.run.configurationFile)
    #expect(record.data == "made up" && record.commandLine == ["program"] && record.environment["machine"] == "mine")
  }

  @Test func aDivisionHoldsImagesOutAndWatches() throws {
    let watched = try pretraining(
      "run", ["monitor": "both", "monitorEvery": "3"], division: { Parts($0, $1) })
    #expect(watched.imageCount == 48)
    // What is held out is a part of the images that were asked for.
    #expect(try pretraining("fewer", ["maxImages": "40"], division: { Parts($0, $1) }).imageCount == 24)
    var seen: [Int] = []
    #expect(try watched.train(TrainingHooks(measured: { seen.append($0.step) })).position.step == 9)
    #expect(seen == [3, 6, 9])
    #expect(try readMonitor(of: watched.run).map(\.step) == seen)
    #expect(try RunRecord(contentsOf: watched.run.configurationFile).monitor == .both)
  }

  @Test func nothingIsRecordedAsWatchedThatIsNot() throws {
    let pretraining = try pretraining("run")
    #expect(pretraining.configuration.monitor == .off && pretraining.reasons.contains { $0.hasPrefix("monitor off") })
    _ = try pretraining.train(stopping(after: 1))
    #expect(try RunRecord(contentsOf: pretraining.run.configurationFile).monitor == .off)
    #expect(!FileManager.default.fileExists(atPath: pretraining.run.monitorFile))
    for name in ["knn", "both"] {
      let error = try #require(throws: ConfigurationError.self) { try self.pretraining("other", ["monitor": name]) }
      #expect(error.description.contains("monitor \(name)"))
    }
  }

  @Test func aBatchThatIsLargerThanTheImagesLeftIsRefused() throws {
    let greedy = try pretraining("run", ["batchSize": "64", "monitor": "knn"], division: { Parts($0, $1) })
    let error = try #require(throws: ConfigurationError.self) { try greedy.train() }
    #expect(error.description.contains("batch of 64") && error.description.contains("48 images"))
  }

  @Test func theLastCheckpointsWeightsAreCompletedThoughNothingIsLeftToTrain() throws {
    _ = try pretraining("run").train(stopping(after: 7))
    let old = try files("run")
    _ = try pretraining("run").train()
    let new = try files("run")
    // A kill right after the last checkpoint, and one between backbone and projector.
    let weights = ["weights/backbone.safetensors", "weights/projector.safetensors"]
    for names in [weights, [weights[1]]] {
      for name in names { try #require(old[name]).write(to: URL(filePath: runs.file("run/" + name))) }
      #expect(try EncoderModel(run: runs.file("run")).step == (names.count == 2 ? 7 : 12))
      #expect(try pretraining("run").train().reason == .completed)
      for name in weights { #expect(try files("run")[name] == new[name]) }
    }
  }
}
