import Torch

/// A block of a vision transformer: attention and a perceptron, each behind a layer normalization and beside a shortcut.
///
/// With tokens x `[N, L, C]`: x ← x + γ₁ ⊙ attention(norm1(x)), then x ← x + γ₂ ⊙ mlp(norm2(x)) (arXiv 2010.11929, equations 2 and 3;
/// arXiv 2103.17239, equation 6). Without layer scale there is no γ.
package final class TransformerBlock: Module {
  package let norm1: LayerNorm
  package let attention: Attention
  /// The scale of what attention adds; nil without layer scale.
  package let scale1: LayerScale?
  package let norm2: LayerNorm
  package let mlp: MLP
  /// The scale of what the perceptron adds; nil without layer scale.
  package let scale2: LayerScale?
  private let drops: (attention: DropPath, mlp: DropPath)

  /// Makes a block.
  ///
  /// - Parameters:
  ///   - features: The features C of a token.
  ///   - heads: The heads of the attention.
  ///   - index: The number of the block, from 0.
  ///   - layerScale: What the scales of both branches start at; 0 for none.
  ///   - dropRate: The share of images that leave out a branch in training.
  ///   - source: Where parameters come from.
  /// - Throws: `TorchError` if libtorch fails.
  init(_ features: Int, heads: Int, index: Int, layerScale: Double, dropRate: Double, from source: ParameterSource)
    throws
  {
    func scale() throws -> LayerScale? {
      layerScale > 0 ? try LayerScale(features, initial: layerScale, from: source) : nil
    }
    norm1 = try LayerNorm(features, from: source)
    attention = try Attention(features, heads: heads, from: source)
    scale1 = try scale()
    norm2 = try LayerNorm(features, from: source)
    mlp = try MLP(features, from: source)
    scale2 = try scale()
    drops = (DropPath(branch: 2 * index, rate: dropRate), DropPath(branch: 2 * index + 1, rate: dropRate))
  }

  package var children: [(name: String, module: any Module)] {
    [("norm1", norm1), ("attn", attention)] + (scale1.map { [("ls1", $0)] } ?? []) + [("norm2", norm2), ("mlp", mlp)]
      + (scale2.map { [("ls2", $0)] } ?? [])
  }

  package func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    var branch = try attention(norm1(input, mode: mode), mode: mode)
    if let scale1 { branch = try scale1(branch, mode: mode) }
    let attended = try input + drops.attention(branch, mode: mode)
    branch = try mlp(norm2(attended, mode: mode), mode: mode)
    if let scale2 { branch = try scale2(branch, mode: mode) }
    return try attended + drops.mlp(branch, mode: mode)
  }
}
