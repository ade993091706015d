import Augmentation
import BarlowTwins
import Files
import NN
import Torch

/// A trained network as other commands use it, with what they must know to feed it.
public struct EncoderModel {
  /// The record of the run that made it.
  public let record: RunRecord
  /// Backbone and projector with their trained weights.
  public let tower: Tower
  /// The steps of training behind its weights: 0 as initialized, nil for weights from elsewhere that do not tell.
  public let step: Int?

  /// The network that a run has kept.
  ///
  /// - Parameters:
  ///   - path: The run folder.
  ///   - initialized: Leaves the network at its initialization, as it was before training: a baseline.
  ///   - device: Where its parameters go.
  /// - Throws: `FileError` if the folder holds no run or no weights yet, or they are damaged.
  public init(run path: String, initialized: Bool = false, device: Device = .cpu) throws {
    let run = RunFolder(path)
    guard run.holdsRun else {
      throw FileError(.missing, "\(path) is not a run folder: it has no config.json; give the --output of a pretrain")
    }
    record = try RunRecord(contentsOf: run.configurationFile)
    tower = try Self.network(of: record, device: device)
    guard !initialized else {
      step = 0
      return
    }
    do {
      let weights = try TrainedWeights(of: run)
      try tower.backbone.load(weights.backbone)
      try tower.projector.load(weights.projector)
      step = weights.step
    } catch let error as FileError where error.kind == .missing {
      throw FileError(.missing, "\(path) has no weights yet; let `barlow pretrain` reach a checkpoint")
    }
  }

  private static func network(of record: RunRecord, device: Device) throws -> Tower {
    func text(_ setting: Setting) -> String { record.settings[setting].map(String.init(describing:)) ?? "" }
    guard let variant = ResNetVariant(rawValue: text(.backbone)), let stem = ResNetStem(rawValue: text(.stem)),
      let width = Int(text(.width)), case .widths(let widths) = record.settings[.projector],
      let seed = UInt64(text(.seed))
    else { throw FileError(.damaged, "config.json lacks backbone, stem, width, projector or seed") }
    let configuration = ResNetConfiguration(
      variant: variant, width: width, stem: stem, inputChannels: record.channels)
    // The same draws as at the start of the training, in which view A's tower comes first.
    return try Tower(configuration, projector: widths, from: ParameterSource(seed: seed, device: device))
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
