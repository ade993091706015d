import Torch

/// Layer normalization of the channels of each place of images `[N, C, H, W]`, timm's `LayerNorm2d`.
public final class LayerNorm2d: Module {
  package let norm: LayerNorm

  /// Normalizes `channels` channels.
  public init(_ channels: Int, from source: ParameterSource) throws {
    norm = try LayerNorm(channels, from: source)
  }

  public var parameters: [(name: String, tensor: Tensor)] { norm.parameters }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try norm(input.permute([0, 2, 3, 1]), mode: mode).permute([0, 3, 1, 2])
  }
}
