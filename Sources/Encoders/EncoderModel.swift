import Augmentation
import BarlowTwins
import Files
import NN
import Runs
import Torch

/// A trained network as other commands use it, with what they must know to feed it.
public struct EncoderModel {
  /// The record of the run that made it.
  public let record: RunRecord
  /// Backbone and projector with their trained weights.
  public let network: EmbeddingNetwork
  /// The whitening of its representations; nil if the run has none for these weights.
  public let whitening: Whitening?
  /// The steps of training behind its weights: 0 as initialized, nil for weights from elsewhere that do not tell.
  public let step: Int?

  /// The network that a run has kept.
  ///
  /// - Parameters:
  ///   - path: The run folder.
  ///   - device: Where its parameters go.
  /// - Throws: `FileError` if the folder holds no run or no weights yet, or they are damaged.
  public init(run path: String, device: Device = .cpu) throws {
    let run = RunFolder(path)
    guard run.holdsRun else { throw run.missingRun }
    record = try RunRecord(contentsOf: run.configurationFile)
    network = try Self.network(of: record.configuration, device: device)
    do {
      let weights = try TrainedWeights(of: run)
      try network.backbone.load(weights.backbone)
      try network.projector.load(weights.projector)
      step = weights.step
      whitening =
        try step != nil && Whitening.step(of: run.whiteningFile) == step
        ? Whitening(contentsOf: run.whiteningFile, dimension: network.backbone.featureCount) : nil
    } catch let error as FileError where error.kind == .missing {
      throw FileError(.missing, "\(path) has no weights yet; let the training reach a checkpoint")
    }
  }

  /// The network that a run began with, before any training.
  public init(untrained record: RunRecord, device: Device = .cpu) throws {
    self.record = record
    network = try Self.network(of: record.configuration, device: device)
    step = 0
    whitening = nil
  }

  private static func network(of configuration: TrainingConfiguration, device: Device) throws -> EmbeddingNetwork {
    // The same draws as at the start of the training, in which view A's network comes first.
    try EmbeddingNetwork(
      configuration.backbone, projector: configuration.projector,
      from: ParameterSource(seed: configuration.seed, device: device))
  }

  /// Makes sure that it gives features of a kind.
  ///
  /// - Throws: ``FeatureError`` for whitened features of a run that has no whitening.
  public func requireFeatures(_ kind: FeatureKind) throws {
    guard kind == .whitened, whitening == nil else { return }
    throw FeatureError(
      "the run has no whitening; train it to its end with usualFeatures whitened, or read representations")
  }

  /// The side in pixels that images are brought to.
  public var imageSize: Int { record.views.imageSize }

  /// The shorter side before the centre crop: 256 for 224, as published; small images are only resized.
  public var resizeTo: Int { Self.resizeTo(imageSize: imageSize) }

  /// The shorter side before the centre crop to `imageSize`.
  public static func resizeTo(imageSize: Int) -> Int { imageSize >= 64 ? (imageSize * 256 + 112) / 224 : imageSize }

  /// The mean and deviation of pixels that it was trained with.
  public var normalization: Normalization { record.views.normalization }
}
