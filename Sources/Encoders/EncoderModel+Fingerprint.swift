import Augmentation
import Files
import Foundation
import NN
import Runs

extension EncoderModel {
  /// What tells the features of this model from all others: 64 hexadecimal digits of the SHA-256 of its network, its weights, and how
  /// images are prepared for it.
  ///
  /// It does not depend on the machine, the precision or the version of libtorch, which change features by rounding only.
  ///
  /// - Parameter kind: What the features are.
  /// - Returns: The digits.
  /// - Throws: ``FeatureError`` if it does not have these; `TorchError` if a parameter cannot be read.
  public func fingerprint(of kind: FeatureKind) throws -> String {
    try requireFeatures(kind)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var hash = SHA256()
    hash.update(field: kind.rawValue)
    hash.update(field: String(decoding: try encoder.encode(network.backbone.configuration), as: UTF8.self))
    hash.update(field: try network.backbone.fingerprint())
    if kind == .embedding { hash.update(field: try network.projector.fingerprint()) }
    if kind == .whitened, let whitening {
      try hash.update(whitening.mean)
      try hash.update(whitening.matrix)
    }
    let preparation = preparation
    hash.update(
      field: "size \(preparation.imageSize), resized to \(preparation.resizeTo ?? preparation.imageSize), "
        + "channels \(preparation.channels), mean \(preparation.normalization.mean), "
        + "std \(preparation.normalization.std), values \(preparation.valueRange), "
        + "resized \(preparation.interpolation)")
    return hash.hexadecimal
  }
}
