import Datasets
import Encoders
import Foundation
import NN
import Runs
import Torch

/// The flags that commands on a trained model share, and what follows from them.
struct ModelOptions {
  /// What the features of an image are.
  enum Features: String, CaseIterable {
    /// The output of the backbone.
    case representation
    /// The output of the projector.
    case embedding
  }

  static let model = Option(flag: "--model", placeholder: "RUN", help: "The run folder of the model.")
  static let features = Option(
    flag: "--features", placeholder: "representation|embedding",
    help: "The backbone's output (default), or the projector's.")
  static let device = Option(
    flag: "--device", placeholder: "cpu|cuda|cuda:N", help: "Where to compute; cpu by default.")
  static let precision = Option(
    flag: "--precision", placeholder: "fp32|bf16", help: "Of products and convolutions; fp32 by default.")
  static let workers = Option(flag: "--workers", placeholder: "N", help: "Threads that prepare images; 1 by default.")
  static let batchSize = Option(
    flag: "--batch-size", placeholder: "N", help: "Images at a time when features are computed; 256 by default.")
  static let onBadImage = Option(
    flag: "--on-bad-image", placeholder: "skip|fail",
    help: "What to do with an image that cannot be read; fail by default.")
  static let heldOut = Option(
    flag: "--held-out", placeholder: "FRACTION",
    help: "Of data without a test part, the share held out as one; 0.1 by default.")
  static let maxImages = Option(
    flag: "--max-images", placeholder: "N", help: "Use a random subset of this many images of each part.")
  static let noCache = Option(
    flag: "--no-cache", placeholder: nil, help: "Compute features anew, and keep none in the run folder.")
  /// What every command on a model takes.
  static let common = [model, device, precision, workers, batchSize, onBadImage, maxImages]
  static let all = [model, features] + common.dropFirst() + [noCache]

  let model: EncoderModel
  /// The folder of the run that made it.
  let run: RunFolder
  /// What the features of an image are.
  let features: Features
  let extractor: EmbeddingExtractor
  let device: Device
  let precision: Precision
  let batchSize: Int
  let maxImages: Int?
  let loaderOptions: LoaderOptions
  /// Where features are kept; nil for nowhere.
  let store: FeatureStore?

  /// Reads the flags; `features` are those of a command that does not take them as one word.
  init(_ arguments: Arguments, features: Features? = nil) throws {
    try Runtime.requireMatchingVersion()
    Runtime.keepFreedMemory()
    let device = try Device(parsing: arguments.value(Self.device) ?? "cpu").requireAvailable()
    self.device = device
    let features = try features ?? arguments.choice(Self.features, Features.self) ?? .representation
    self.features = features
    let precision = try arguments.choice(Self.precision, Precision.self) ?? .fp32
    self.precision = precision
    batchSize = try arguments.integer(Self.batchSize, in: 1...65_536) ?? 256
    maxImages = try arguments.integer(Self.maxImages, in: 1...Int.max)
    loaderOptions = LoaderOptions(
      workers: try arguments.integer(Self.workers, in: 0...1024) ?? 1,
      onBadImage: try arguments.choice(Self.onBadImage, OnBadImage.self) ?? .fail
    ) { Terminal.error("skipped: \($0)") }
    let run = RunFolder(try arguments.required(Self.model))
    self.run = run
    let model = try EncoderModel(run: run.path, device: device)
    self.model = model
    let network: any Module = features == .representation ? model.network.backbone : model.network
    extractor = EmbeddingExtractor(network, autocast: precision.autocast, device: device)
    let preparation = model.preparation
    store =
      arguments.has(Self.noCache)
      ? nil
      : FeatureStore(FeatureCache(folder: run.featuresFolder)) { kind in
        try FeatureConditions(
          backbone: model.network.backbone, projector: kind == .embedding ? model.network.projector : nil,
          preparation: preparation, precision: precision, device: device)
      }
  }
}
