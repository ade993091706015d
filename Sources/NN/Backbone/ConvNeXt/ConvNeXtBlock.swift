import Torch

/// A block of a ConvNeXt: a 7×7 convolution of each channel, a perceptron at each place, a scale, beside a shortcut.
///
/// x ← x + γ ⊙ mlp(norm(conv(x))) with images x `[N, C, H, W]` and γ `[C]` (arXiv 2201.03545, figure 4).
package final class ConvNeXtBlock: Module {
  package let convolution: Conv2d
  package let norm: LayerNorm
  package let mlp: MLP
  /// The scale of the branch's channels, `[C]`.
  package let layerScale: Tensor
  /// Whether the perceptron is made of 1×1 convolutions.
  package let usesConvolutions: Bool
  private let drop: DropPath

  /// What ``layerScale`` starts at.
  private static let initialScale = 1e-6

  init(_ channels: Int, usesConvolutions: Bool, index: Int, dropRate: Double, from source: ParameterSource) throws {
    convolution = try Conv2d(
      channels, channels, kernel: 7, padding: 3, groups: channels, bias: true, initialization: MLP.initialization,
      from: source)
    norm = try LayerNorm(channels, from: source)
    mlp = try MLP(channels, isConvolution: usesConvolutions, from: source)
    layerScale = try source.constant([channels], Self.initialScale)
    self.usesConvolutions = usesConvolutions
    drop = DropPath(branch: index, rate: dropRate)
  }

  package var parameters: [(name: String, tensor: Tensor)] { [("gamma", layerScale)] }
  package var children: [(name: String, module: any Module)] {
    [("conv_dw", convolution), ("norm", norm), ("mlp", mlp)]
  }

  package func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    // Linear maps take channels last.
    var value = try norm(convolution(input, mode: mode).permute([0, 2, 3, 1]), mode: mode)
    if usesConvolutions {
      value = try mlp(value.permute([0, 3, 1, 2]), mode: mode)
    } else {
      value = try mlp(value, mode: mode).permute([0, 3, 1, 2])
    }
    value = try value * layerScale.reshape([1, layerScale.elementCount, 1, 1])
    return try input + drop(value, mode: mode)
  }
}
