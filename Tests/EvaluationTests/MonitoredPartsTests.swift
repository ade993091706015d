import Augmentation
import BarlowTwins
import Datasets
import Foundation
import NN
import Runs
import Settings
import Testing
import TestSupport
import Torch
import Training

@testable import Evaluation

/// What is watched during training, and on which images.
@Suite struct MonitoredPartsTests {
  private func configuration(
    _ monitor: MonitorName, count: Int, batchSize: Int = 8, objective: String = "barlow-twins"
  ) throws -> TrainingConfiguration {
    let given = try SettingLayer([
      "recipe": "small", "monitor": monitor.rawValue, "backbone": "resnet10", "width": "8", "projector": "16-16",
      "batchSize": String(batchSize), "imageSize": "12", "workers": "0", "epochs": "1", "precision": "fp32",
      "objective": objective,
    ])
    return try TrainingConfiguration(layers: [given], suggesting: "small").resolved(
      for: DataFacts(description: .folder("pictures"), count: count, channels: 1)
    ).configuration
  }

  private func data(_ folder: TemporaryFolder, count: Int) throws -> any ImageDataset {
    try IDXFixture.write(to: folder, count: count)
    return try DatasetDescription.folder(folder.path).open(split: .train)
  }

  @Test func imagesAreHeldOutForTheVoteOnly() throws {
    let folder = try TemporaryFolder()
    let dataset = try data(folder, count: 200)
    #expect(try MonitoredParts(dataset, configuration: configuration(.off, count: 200)).monitor == nil)
    let rank = try MonitoredParts(dataset, configuration: configuration(.diagnosis, count: 200))
    #expect(rank.training.count == 200 && rank.monitor != nil)
    let parts = try MonitoredParts(dataset, configuration: configuration(.knn, count: 200))
    #expect(parts.training.count == 180)
    let again = try MonitoredParts(dataset, configuration: configuration(.both, count: 200))
    #expect((0..<180).allSatisfy { again.training.name(at: $0) == parts.training.name(at: $0) })
  }

  @Test func aPretrainingIsWatchedOnImagesThatItDoesNotSee() throws {
    let (folder, runs) = (try TemporaryFolder(), try TemporaryFolder())
    try IDXFixture.write(to: folder, count: 200)
    let given = try SettingLayer([
      "recipe": "small", "monitor": "knn", "monitorEvery": "10", "backbone": "resnet10", "width": "4",
      "projector": "8-8", "batchSize": "16", "imageSize": "12", "workers": "0", "epochs": "1", "precision": "fp32",
      "threads": String(Runtime.threadCount),
    ])
    let pretraining = try Pretraining(
      TrainingConfiguration(layers: [given], suggesting: "small"), data: .folder(folder.path),
      output: runs.file("run"), division: MonitoredParts.init)
    #expect(pretraining.imageCount == 180)
    #expect(try pretraining.train().position.step == 11)
    let seen = try readMonitor(of: pretraining.run)
    #expect(seen.map(\.step) == [10, 11])
    #expect(seen.allSatisfy { $0.knn?.queryCount == 20 && $0.knn?.bankSize == 180 && $0.diagnosis == nil })
  }

  @Test func aLookTellsWhatWasAskedAndChangesNothing() throws {
    let folder = try TemporaryFolder()
    let dataset = try data(folder, count: 200)
    let configuration = try configuration(.both, count: 200)
    let parts = try MonitoredParts(dataset, configuration: configuration)
    let network = try TwinNetworks(
      configuration.backbone, projector: configuration.projector, sharing: .shared, from: ParameterSource(seed: 1))
    let before = try network.namedState().map { try $0.tensor.floats() }
    let monitor = try #require(parts.monitor)
    let record = try monitor.measure(network, step: 7, epoch: 1.5) {}
    #expect(try network.namedState().map { try $0.tensor.floats() } == before)
    #expect(try monitor.measure(network, step: 7, epoch: 1.5) {} == record)
    #expect(record.step == 7 && record.epoch == 1.5)
    let (rank, knn) = (try #require(record.diagnosis), try #require(record.knn))
    #expect(rank.images == 180 && rank.dimension == 16 && rank.correlation.count == 16)
    #expect(knn.queryCount == 20 && knn.bankSize == 180 && knn.k == 20)
    // Even an untrained network tells two patterns apart somewhat.
    #expect(knn.accuracy > 0.6)
  }

  @Test func aLookEndsWhereItIsInterrupted() throws {
    struct Stop: Error {}
    let folder = try TemporaryFolder()
    let dataset = try data(folder, count: 200)
    for (name, batches) in [(MonitorName.diagnosis, 2), (.knn, 3), (.both, 5)] {
      let configuration = try configuration(name, count: 200)
      let network = try TwinNetworks(
        configuration.backbone, projector: configuration.projector, sharing: .shared, from: ParameterSource(seed: 1))
      let monitor = try #require(try MonitoredParts(dataset, configuration: configuration).monitor)
      var asked = 0
      _ = try monitor.measure(network, step: 1, epoch: 1) { asked += 1 }
      try #require(asked >= batches, "\(name)")
      let all = asked
      for last in 1...all {
        asked = 0
        #expect(throws: Stop.self, "\(name) \(last)") {
          try monitor.measure(network, step: 1, epoch: 1) {
            asked += 1
            if asked == last { throw Stop() }
          }
        }
        #expect(asked == last)
      }
    }
  }

  @Test(arguments: [("barlow-twins", 0.005), ("hsic", BarlowTwinsObjective.publishedLambda)])
  func theWeightOfADiagnosisIsThatOfARedundancyTerm(objective: String, expected: Double) throws {
    let folder = try TemporaryFolder()
    let dataset = try data(folder, count: 40)
    let configuration = try configuration(.diagnosis, count: 40, objective: objective)
    let network = try TwinNetworks(
      configuration.backbone, projector: configuration.projector, sharing: .shared, from: ParameterSource(seed: 1))
    let record = try MonitoredParts(dataset, configuration: configuration).monitor?
      .measure(network, step: 1, epoch: 1) {}
    #expect(record?.diagnosis?.lambda == expected)
  }

  @Test func imagesWithoutAClassAreTrainedOnOnly() throws {
    let folder = try TemporaryFolder()
    for index in 0..<40 {
      try folder.write(BMPFixture.image(index), to: "\(["a", "b"][index % 2])/\(String(format: "%02d", index)).bmp")
    }
    let before = try DatasetDescription.folder(folder.path).open(split: .train)
    let labelled = try MonitoredParts(before, configuration: configuration(.knn, count: 40))
    for name in ["loose", "more"] { try folder.write(BMPFixture.image(50), to: "\(name).bmp") }
    let dataset = try DatasetDescription.folder(folder.path).open(split: .train)
    let parts = try MonitoredParts(dataset, configuration: configuration(.knn, count: 42))
    func names(_ images: any ImageDataset) -> [String] { (0..<images.count).map { images.name(at: $0) } }
    // The same images are held out as without the others.
    #expect(names(parts.training) == (names(labelled.training) + ["loose.bmp", "more.bmp"]).sorted())
  }

  @Test func whatCannotBeWatchedIsAnError() throws {
    let folder = try TemporaryFolder()
    let dataset = try data(folder, count: 20)
    for (bad, word) in [
      (try configuration(.knn, count: 20, batchSize: 20), "batchSize")
    ] {
      let error = try #require(throws: ConfigurationError.self) { try MonitoredParts(dataset, configuration: bad) }
      #expect(error.description.contains(word))
    }
    let unlabelled = try TemporaryFolder()
    try IDXFixture.write(to: unlabelled, count: 20, labelled: false)
    let error = try #require(throws: ConfigurationError.self) {
      try MonitoredParts(
        DatasetDescription.folder(unlabelled.path).open(split: .train),
        configuration: configuration(.knn, count: 20))
    }
    #expect(error.description.contains("monitor diagnosis"))
  }
}
