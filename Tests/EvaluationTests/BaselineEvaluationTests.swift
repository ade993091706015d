import Datasets
import Encoders
import FeatureTestSupport
import Foundation
import Runs
import Settings
import TensorTestSupport
import TestSupport
import Testing
import Torch
import Training

@testable import Evaluation

/// What accuracies are compared with.
@Suite struct BaselineEvaluationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A run of a tiny network on images of two classes, and its features.
  private func encoder(usual: String = "representation", cache: Bool = true) throws -> EncoderFeatures {
    let run = RunFolder(folder.file("run"))
    if !run.holdsRun {
      try IDXFixture.write(to: folder, prefix: "data/train", count: 60)
      try IDXFixture.write(to: folder, prefix: "data/t10k", count: 20)
      let configuration = try TrainingConfiguration(
        layers: [
          SettingLayer([
            "recipe": "small", "backbone": "resnet10", "width": "4", "projector": "16-16", "batchSize": "16",
            "epochs": "1", "precision": "fp32", "workers": "0", "threads": String(Runtime.threadCount),
            "usualFeatures": usual, "monitor": "off",
          ])
        ], suggesting: "small")
      _ = try Pretraining(configuration, data: .folder(folder.file("data")), output: run.path).train()
    }
    return EncoderFeatures(
      try EncoderModel(run: run.path), batchSize: 16, options: LoaderOptions(workers: 0),
      cache: cache ? FeatureCache(folder: run.featuresFolder) : nil)
  }

  private func parts() throws -> EvaluationParts { try EvaluationParts(.folder(folder.file("data"))) }

  @Test func neighborsAreComparedWithTheSameVoteOnWhatWasNotLearned() throws {
    let evaluation = EncoderEvaluation(try encoder(), on: try parts())
    let (result, records) = try evaluation.knn(ks: [5], temperatures: [0.1])
    let record = try #require(records.last)
    let found = try #require(record.baselines)
    #expect(found.map(\.kind) == [.majorityClass, .pixels, .centredPixels, .untrainedNetwork])
    #expect(found[0].top1 == 0.5)
    #expect(record.top1 == result.first.top1 && records.dropLast().allSatisfy { $0.baselines == nil })

    // The pixels are those of the images, from 0 to 1, centred by the training images.
    func pixels(_ split: DatasetSplit) throws -> ExtractedFeatures {
      let images = try DatasetDescription.folder(folder.file("data")).open(split: split)
      let settings = EvaluationSettings(
        imageSize: 28, resizeTo: 28, normalization: .init(mean: [0], std: [1]), channels: 1)
      return try EmbeddingExtractor.pixels.features(
        of: images, preparation: settings, options: LoaderOptions(workers: 0))
    }
    let (bank, queries) = (try pixels(.train), try pixels(.test))
    #expect(try bank.features.maximum(0).floats().max() ?? 2 <= 1)
    func vote(_ bank: ExtractedFeatures, _ queries: ExtractedFeatures) throws -> Double {
      try KNNClassifier(bank: bank).evaluate(queries, k: 5, temperature: 0.1).top1
    }
    #expect(try found[1].top1 == vote(bank, queries))
    let mean = try bank.features.mean([0])
    #expect(
      try found[2].top1 == vote(bank.replacing(bank.features - mean), queries.replacing(queries.features - mean)))
  }

  @Test func baselinesAreComputedOnce() throws {
    var parts: [String] = []
    let hooks = EvaluationHooks(progress: { part, _ in parts.append(part) })
    let evaluation = EncoderEvaluation(try encoder(), on: try self.parts(), hooks: hooks)
    let first = try evaluation.linear(.representation, probe: LinearProbe(l2: 0.01)).record.baselines
    #expect(first?.map(\.kind) == [.majorityClass, .pixels, .untrainedNetwork])
    #expect(parts.contains("raw pixels") && parts.contains("the network untrained"))
    parts = []
    #expect(try evaluation.linear(.representation, probe: LinearProbe(l2: 0.01)).record.baselines == first)
    #expect(!parts.contains("raw pixels") && !parts.contains("the network untrained"))
    // Another protocol is another question.
    _ = try evaluation.linear(.representation, probe: LinearProbe(l2: 0.02))
    #expect(parts.contains("raw pixels"))
    parts = []
    let plain = try evaluation.linear(.representation, probe: LinearProbe(l2: 0.03), hasBaselines: false)
    #expect(plain.record.baselines == nil && !parts.contains("raw pixels"))
    // A file that is damaged costs time only.
    let file = RunFolder(folder.file("run")).featuresFolder + "/baselines.json"
    try Data("[{".utf8).write(to: URL(filePath: file))
    #expect(try evaluation.linear(.representation, probe: LinearProbe(l2: 0.01)).record.baselines == first)
    #expect(parts.contains("raw pixels"))
    // Without a cache nothing is written.
    try FileManager.default.removeItem(atPath: file)
    let uncached = EncoderEvaluation(try encoder(cache: false), on: try self.parts())
    #expect(try uncached.linear(.representation, probe: LinearProbe(l2: 0.01)).record.baselines == first)
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test func whitenedFeaturesAreComparedWithWhitenedPixels() throws {
    let evaluation = EncoderEvaluation(try encoder(usual: "whitened"), on: try parts())
    let found = try evaluation.knn([.whitened], ks: [5], temperatures: [0.1]).records.last?.baselines
    #expect(
      found?.map(\.kind) == [.majorityClass, .pixels, .centredPixels, .whitenedPixels, .untrainedNetwork])
  }

  @Test func theUntrainedNetworkIsAFairOne() throws {
    let trained = try encoder()
    let images = try DatasetDescription.folder(folder.file("data")).open(split: .train)
    let untrained = try UntrainedEncoder(of: trained.model)
    try untrained.calibrate(on: images, options: LoaderOptions(workers: 0)) { _ in }
    let features = try EncoderFeatures(untrained.model, options: LoaderOptions(workers: 0))
      .features(of: images, .representation)
    #expect(try features.features.isFinite())
    // With the statistics of the data no layer's output is far from unit spread.
    let norms = untrained.model.network.backbone.namedState().filter { $0.name.hasSuffix("running_mean") }
    #expect(try norms.allSatisfy { try $0.tensor.doubles().contains { $0 != 0 } })
    #expect(untrained.model.step == 0 && untrained.model.whitening == nil)
  }

  @Test func eachImageIsAskedAboutAllOthers() throws {
    let bank = try EvaluationFixtures.clouds(150, dimension: 6, classes: 4, spread: 1.5, seed: 1)
    let classifier = try KNNClassifier(bank: bank)
    let found = try classifier.evaluate(bank, ks: [7], temperatures: [0.1], leavesOneOut: true)[0].result
    // The slow way: a bank without each image in turn.
    var right = 0
    for row in 0..<150 {
      let others = try bank.subset((0..<150).filter { $0 != row })
      let one = try bank.subset([row])
      right += try KNNClassifier(bank: others).evaluate(one, k: 7, temperature: 0.1).top1 == 1 ? 1 : 0
    }
    #expect(found.top1 == Double(right) / 150 && found.images == 150)
    #expect(throws: EvaluationError.self) {
      try classifier.evaluate(bank, ks: [150], temperatures: [0.1], leavesOneOut: true)
    }
    _ = try classifier.evaluate(bank, ks: [149], temperatures: [0.1], leavesOneOut: true)
  }

  @Test func whatLeavesOneOutHasNoPartsOfItsOwn() throws {
    _ = try encoder()
    #expect(throws: EvaluationError.self) { try EvaluationParts(.folder(folder.file("data")), leaveOneOut: true) }
    let pictures = try PictureFolder.write(to: folder, count: 12)
    #expect(throws: EvaluationError.self) { try EvaluationParts(.folder(pictures), heldOut: 0.5, leaveOneOut: true) }
    let parts = try EvaluationParts(.folder(pictures), leaveOneOut: true)
    #expect(parts.training.count == 12 && parts.test.count == 12 && parts.heldOut == nil)
    let records = try EncoderEvaluation(try encoder(), on: parts).knn(ks: [3]).records
    #expect(records.last?.settings["leaveOneOut"] == "true" && records.last?.settings["testImages"] == "12")
  }
}

/// A folder of pictures in two classes.
private enum PictureFolder {
  static func write(to folder: TemporaryFolder, count: Int) throws -> String {
    for index in 0..<count {
      try folder.write(BMPFixture.image(index), to: "pictures/\(index % 2 == 0 ? "even" : "odd")/\(index).bmp")
    }
    return folder.file("pictures")
  }
}
