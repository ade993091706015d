import Torch

/// A piece of a network: what it makes of a tensor.
public typealias Segment = (Tensor, ForwardMode) throws -> Tensor

/// A network that maps images `[N, C, H, W]` to representations `[N, featureCount]`: what pretraining is for.
///
/// Another backbone is a class that conforms to this, and a ``BackboneConfiguration`` that makes it and is entered into
/// `Registry.backbones`.
public protocol Backbone: Module {
  /// What it was made from.
  var configuration: any BackboneConfiguration { get }
  /// What it does in training, as pieces behind each other between which one tensor is handed on: a step that is short of
  /// memory keeps no more than what goes into each piece, and computes the rest again.
  var segments: [Segment] { get }
}

extension Backbone {
  /// The backbone as one piece.
  public var segments: [Segment] { [{ try self($0, mode: $1) }] }

  /// What the pieces make of images `[N, C, H, W]`: representations `[N, featureCount]`.
  func throughSegments(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try segments.reduce(input) { try $1($0, mode) }
  }

  /// The number of features per image.
  public var featureCount: Int { configuration.featureCount }
}
