import Augmentation
import BarlowTwins
import Files
import NN
import Runs
import Torch
import Weights

/// A trained network as other commands use it, with what they must know to feed it.
public struct EncoderModel {
  /// The record of the run that made it.
  public let record: RunRecord
  /// Backbone and projector with their trained weights.
  public let network: EmbeddingNetwork
  /// The whitening of its representations; nil if the run has none for these weights.
  public package(set) var whitening: Whitening?
  /// The steps of training behind its weights: 0 as initialized, nil for weights from elsewhere that do not tell.
  public let step: Int?
  /// How images are resized for it: bicubically if it was trained here; for weights that do not tell as networks of their kind are
  /// published with, torchvision's and ResNets bilinearly.
  public let interpolation: Interpolation
  /// The run folder that it comes from; nil for a file of weights, and for a network without training.
  public let run: RunFolder?
  /// What was recognized in a file of weights, in one line; nil for a run.
  public let summary: String?
  /// Whether its projector is a trained one: files of weights may have none.
  public let hasProjector: Bool

  /// The network that a run has kept.
  ///
  /// - Parameters:
  ///   - path: The run folder.
  ///   - device: Where its parameters go.
  /// - Throws: `FileError` if the folder holds no run or no weights yet, or they are damaged.
  public init(run path: String, device: Device = .cpu) throws {
    let run = RunFolder(path)
    guard run.holdsRun else { throw run.missingRun }
    (summary, hasProjector, self.run, interpolation) = (nil, true, run, .bicubic)
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

  /// The network that a run folder or a file of weights from anywhere holds.
  ///
  /// A file that tells how images are prepared is believed; to others go 224×224 pixels, normalized by ImageNet's statistics, as
  /// published networks take them.
  ///
  /// - Parameters:
  ///   - path: A run folder, a file of safetensors or of `torch.save`, or a folder with one of these.
  ///   - isPartial: Whether a file may lack parameters, have others, or some of another shape.
  ///   - device: Where its parameters go.
  /// - Throws: `FileError` if there is neither, it is damaged, or no network is recognized.
  public init(contentsOf path: String, isPartial: Bool = false, device: Device = .cpu) throws {
    let run = RunFolder(path)
    guard !run.holdsRun else {
      try self.init(run: path, device: device)
      return
    }
    guard WeightsFile.isMeant(by: path) else { throw run.missingRun }
    try self.init(NetworkWeights(contentsOf: path, isPartial: isPartial), device: device)
  }

  private init(_ weights: NetworkWeights, device: Device) throws {
    record = RunRecord(configuration: try TrainingConfiguration(of: weights))
    network = try Self.network(of: record.configuration, device: device)
    let trained = TrainedWeights(weights)
    hasProjector = try trained.copy(to: network, source: weights.path)
    interpolation = Interpolation(rawValue: weights.interpolation) ?? .bilinear
    (step, summary, whitening, run) = (trained.step, trained.summary, nil, nil)
  }

  /// The network that a run began with, before any training.
  public init(untrained record: RunRecord, device: Device = .cpu) throws {
    self.record = record
    network = try Self.network(of: record.configuration, device: device)
    step = 0
    whitening = nil
    (summary, hasProjector, run, interpolation) = (nil, true, nil, .bicubic)
  }

  private static func network(of configuration: TrainingConfiguration, device: Device) throws -> EmbeddingNetwork {
    // The same draws as at the start of the training, in which view A's network comes first.
    try EmbeddingNetwork(
      configuration.backbone, projector: configuration.projector,
      from: ParameterSource(seed: configuration.seed, device: device))
  }

  /// Whether it gives features of a kind.
  public func has(_ kind: FeatureKind) -> Bool {
    switch kind {
    case .representation: true
    case .whitened: whitening != nil
    case .embedding: hasProjector
    }
  }

  /// Makes sure that it gives features of a kind.
  ///
  /// - Throws: ``FeatureError`` for whitened features of a run that has no whitening, and for embeddings by a file without a projector.
  public func requireFeatures(_ kind: FeatureKind) throws {
    guard kind != .embedding || hasProjector else {
      throw FeatureError("the file of weights has no projector of the kind that is trained here; read representations")
    }
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
