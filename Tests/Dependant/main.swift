import BarlowTwins
import Datasets
import Encoders
import Images
import NN
import Runs
import Settings
import Torch
import Training

// Views that agree up to the sign: C = −1, and the loss is (1 − C)².
let a = try Tensor.normal([64, 1], seed: 1)
let value = try BarlowTwinsObjective(lambda: 0.005).evaluate(a, a * -1, wantsGradients: false)
print("loss", (value.loss * 100).rounded() / 100)

/// Grey pictures of rising brightness.
struct Pictures: ImageDataset {
  let count = 32
  let channels = 1
  let classNames: [String] = []

  func label(at index: Int) -> Int? { nil }
  func name(at index: Int) -> String { "picture \(index)" }

  func source(at index: Int) throws(DatasetError) -> ImageSource {
    let pixels = (0..<144).map { UInt8((index * 7 + $0) % 256) }
    return .decoded(Image(width: 12, height: 12, channels: 1, pixels: pixels))
  }
}

Registry.objectives.register(DistanceObjective.self)
Registry.backbones.register(PooledBackbone.Configuration.self)
let given = try SettingLayer([
  "backbone": "pooled", "features": "5", "objective": "distance", "projector": "6-4", "batchSize": "8", "epochs": "2",
  "warmupEpochs": "0", "imageSize": "12", "precision": "fp32", "workers": "0", "threads": "1",
])
let configuration = try TrainingConfiguration(layers: [given], suggesting: "small")
let pretraining = try Pretraining(
  configuration, images: Pictures(), of: .folder("pictures"), output: CommandLine.arguments[1])
print("chosen", pretraining.reasons.filter { $0.hasPrefix("pull") })
print("steps", try pretraining.train().position.step)
let model = try EncoderModel(run: CommandLine.arguments[1])
let features = try EmbeddingExtractor(model.network.backbone).features(of: Pictures(), preparation: model.preparation)
print("features", features.features.shape, model.record.objective.name, model.record.backbone.summary)
