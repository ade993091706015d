import Torch

/// Normalization over the last dimension, with scale and shift (arXiv 1607.06450): `[..., C]`.
public final class LayerNorm: Module {
  public let weight: Tensor
  public let bias: Tensor
  package let epsilon: Double

  /// Normalizes `features` features; the variance gets `epsilon`, timm's for backbones unless told otherwise.
  public init(_ features: Int, epsilon: Double = 1e-6, from source: ParameterSource) throws {
    weight = try source.constant([features], 1)
    bias = try source.constant([features], 0)
    self.epsilon = epsilon
  }

  public var parameters: [(name: String, tensor: Tensor)] { [("weight", weight), ("bias", bias)] }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try input.layerNorm(weight: weight, bias: bias, epsilon: epsilon)
  }
}
