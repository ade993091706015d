import BarlowTwins
import Datasets
import Files
import Foundation
import Images
import Runs
import Settings
import Synchronization
import TestSupport
import Testing
import Torch

@testable import Training

/// Trainings whose images change under them.
@Suite struct VanishingImagesTests {
  /// Images of which all but the first few cannot be read any more once enough were.
  private final class Vanishing: ImageDataset {
    let count = 200
    let channels = 1
    let classNames: [String] = []
    private let reads = Mutex(0)
    private let vanishAfter: Int
    private let left: Int

    init(after reads: Int, left: Int) { (vanishAfter, self.left) = (reads, left) }

    func label(at index: Int) -> Int? { nil }
    func name(at index: Int) -> String { "\(index).png" }
    func source(at index: Int) throws(DatasetError) -> ImageSource {
      let isGone = reads.withLock { reads in
        reads += 1
        return reads > vanishAfter && index >= left
      }
      guard !isGone else { throw DatasetError(.missingInput, "\(index).png: there is no such file") }
      return .decoded(
        Image(width: 12, height: 12, channels: 1, pixels: (0..<144).map { UInt8(($0 * 7 + index * 31) % 251) }))
    }
  }

  private func train(_ images: Vanishing, in folder: TemporaryFolder) throws -> TrainingOutcome {
    let given = [
      "recipe": "small", "backbone": "resnet10", "width": "4", "projector": "16-16", "batchSize": "20", "epochs": "8",
      "imageSize": "12", "precision": "fp32", "workers": "0", "onBadImage": "skip", "monitor": "off",
      "threads": String(Runtime.threadCount),
    ]
    return try Pretraining(
      TrainingConfiguration(layers: [SettingLayer(given)], suggesting: "small"), images: images, of: .folder("photos"),
      output: folder.file("run")
    ).train()
  }

  @Test func aTrainingStopsWhenManyImagesAreGone() throws {
    let folder = try TemporaryFolder()
    let error = try #require(throws: DatasetError.self) { try train(Vanishing(after: 450, left: 40), in: folder) }
    #expect(error.kind == .badData && error.description.contains("of the 200 images of photos cannot be read"))
    #expect(error.description.contains("with a checkpoint"))
    let run = RunFolder(folder.file("run"))
    let steps = Checkpoint.steps(in: run)
    #expect(steps.count == 1 && (1..<80).contains(steps[0]) && TrainedStep.of(run) == steps[0])
  }

  @Test func aFewThatAreGoneAreSkipped() throws {
    let folder = try TemporaryFolder()
    let outcome = try train(Vanishing(after: 450, left: 191), in: folder)
    #expect(outcome.reason == .completed && outcome.position.step == 80 && outcome.badImages == 9)
  }

  @Test func aRunGoesOnWithItsOwnImagesOnly() throws {
    let folder = try TemporaryFolder()
    try IDXFixture.write(to: folder, prefix: "data/train", count: 64)
    let identity = try DataIdentity(of: DatasetDescription.folder(folder.file("data")).open(split: .train))
    #expect(identity.images == 64 && identity.digest.count == 64)
    var configuration = try TrainingConfiguration(recipe: "small")
    configuration.data = "/photos"
    let record = RunRecord(configuration: configuration, images: 64, identity: identity)
    try record.requireSameData(identity, folder: "run")
    try RunRecord(configuration: configuration).requireSameData(identity, folder: "run")
    let other = try DataIdentity(of: Vanishing(after: .max, left: 0))
    let error = try #require(throws: ConfigurationError.self) { try record.requireSameData(other, folder: "run") }
    #expect(error.description.contains("run was started on 64 images of /photos, which now holds 200 images"))
    let path = folder.file("config.json")
    try record.write(to: path)
    #expect(try RunRecord(contentsOf: path).identity == identity)
  }

  private enum TrainedStep {
    static func of(_ run: RunFolder) -> Int? { (try? readMetrics(of: run))?.last?.step }
  }
}
