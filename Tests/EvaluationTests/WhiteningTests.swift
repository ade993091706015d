import Datasets
import Encoders
import FeatureTestSupport
import Foundation
import NN
import Runs
import Settings
import TensorTestSupport
import TestSupport
import Testing
import Torch
import Training

@testable import Evaluation

/// Features that a run reads whitened.
@Suite struct WhiteningTests {
  @Test func directionsCountAboutAsMuch() throws {
    // Three features of very different spread, mixed, around a mean far from 0.
    let scales = try Tensor.from([10.0, 1, 0.1], shape: [1, 3])
    let rotation = try Tensor.from([0.6, 0.8, 0, -0.8, 0.6, 0, 0, 0, 1], shape: [3, 3])
    let features = try (Tensor.normal([4000, 3], seed: 1, dtype: .float64) * scales).matmul(rotation) + 50
    let whitening = try Whitening(fitting: features)
    let white = try whitening(features).to(.float64)
    #expect(try white.mean([0]).doubles().allSatisfy { abs($0) < 1e-4 })
    let covariance = try white.transpose().matmul(white) / 4000
    // Along axes in ascending order of variance v: v / (v + v̄/10) with v̄ = 101.01/3.
    let added = 101.01 / 30
    for (row, variance) in [0.01, 1, 100].enumerated() {
      for column in 0..<3 {
        let value = try covariance.doubles()[row * 3 + column]
        let expected = row == column ? variance / (variance + added) : 0
        #expect(abs(value - expected) < 0.03, "\(row), \(column): \(value)")
      }
    }
    // Other images are whitened by the same statistics, each on its own.
    let one = try whitening(features.narrow(start: 7, length: 1)).doubles()
    #expect(zip(one, try white.narrow(start: 7, length: 1).doubles()).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(throws: FeatureError.self) { try Whitening(fitting: features.narrow(start: 0, length: 1)) }
  }

  private let data: TemporaryFolder
  private let runs: TemporaryFolder

  init() throws {
    data = try TemporaryFolder()
    runs = try TemporaryFolder()
    try IDXFixture.write(to: data, count: 4 * 16)
  }

  private func train(_ run: String, _ more: [String: String] = [:], hooks: TrainingHooks = TrainingHooks()) throws {
    let given: [String: String] = [
      "recipe": "small", "backbone": "resnet10", "width": "4", "projector": "16-16", "batchSize": "16", "epochs": "2",
      "precision": "fp32", "workers": "0", "threads": String(Runtime.threadCount), "usualFeatures": "whitened",
    ]
    let configuration = try TrainingConfiguration(
      layers: [SettingLayer(given.merging(more, uniquingKeysWith: { $1 }))], suggesting: "small")
    _ = try Pretraining(configuration, data: .folder(data.path), output: runs.file(run)).train(hooks)
  }

  @Test func aRunFitsItsWhiteningAtTheEnd() throws {
    var last = 0
    let hooks = TrainingHooks(progress: { last = $0.metrics.step }, shouldStop: { last == 5 })
    try train("run", hooks: hooks)
    let run = RunFolder(runs.file("run"))
    #expect(try EncoderModel(run: run.path).usualFeatures == .representation)
    try train("run")
    let model = try EncoderModel(run: run.path)
    #expect(model.usualFeatures == .whitened)
    let whitening = try #require(model.whitening)
    let images = try DatasetDescription.folder(data.path).open(split: .train)
    let encoder = EncoderFeatures(model)
    let plain = try encoder.features(of: images, .representation)
    let white = try encoder.features(of: images, .whitened)
    #expect(try white.features.floats() == whitening(plain.features).floats())
    #expect(white.names == plain.names && white.indices == plain.indices)
    // It is that of the images that it was trained on.
    let own = try Whitening(fitting: plain.features)
    #expect(try white.features.relativeError(to: ReferenceArray(own(plain.features))) < 1e-4)
    let extracted = try encoder.extractor(.whitened).features(of: images, preparation: model.preparation)
    #expect(try extracted.features.relativeError(to: ReferenceArray(white.features)) < 1e-4)

    // A killed run may have weights of one step and a whitening of another, which is none.
    try train("run", ["epochs": "3"], hooks: TrainingHooks(shouldStop: { true }))
    #expect(try EncoderModel(run: run.path).whitening == nil)
    try train("run", ["epochs": "3"])
    #expect(try EncoderModel(run: run.path).whitening != nil)
  }

  @Test func aRunWithoutOneSaysSo() throws {
    try train("plain", ["usualFeatures": "representation"])
    let model = try EncoderModel(run: runs.file("plain"))
    let images = try DatasetDescription.folder(data.path).open(split: .train)
    let error = try #require(throws: FeatureError.self) {
      try EncoderFeatures(model).features(of: images, .whitened)
    }
    #expect(error.description.contains("no whitening"))
    #expect(!FileManager.default.fileExists(atPath: RunFolder(runs.file("plain")).whiteningFile))
  }
}
