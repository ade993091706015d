import Torch

/// A block of a vision transformer: attention and a perceptron, each behind a layer normalization and beside a shortcut.
///
/// With tokens x `[N, L, C]`: x ← x + attention(norm1(x)), then x ← x + mlp(norm2(x)) (arXiv 2010.11929, equations 2 and 3).
package final class TransformerBlock: Module {
  package let norm1: LayerNorm
  package let attention: Attention
  package let norm2: LayerNorm
  package let mlp: MLP
  private let drops: (attention: DropPath, mlp: DropPath)

  /// Makes a block.
  ///
  /// - Parameters:
  ///   - features: The features C of a token.
  ///   - heads: The heads of the attention.
  ///   - index: The number of the block, from 0.
  ///   - dropRate: The share of images that leave out a branch in training.
  ///   - source: Where parameters come from.
  /// - Throws: `TorchError` if libtorch fails.
  init(_ features: Int, heads: Int, index: Int, dropRate: Double, from source: ParameterSource) throws {
    norm1 = try LayerNorm(features, from: source)
    attention = try Attention(features, heads: heads, from: source)
    norm2 = try LayerNorm(features, from: source)
    mlp = try MLP(features, from: source)
    drops = (DropPath(branch: 2 * index, rate: dropRate), DropPath(branch: 2 * index + 1, rate: dropRate))
  }

  package var children: [(name: String, module: any Module)] {
    [("norm1", norm1), ("attn", attention), ("norm2", norm2), ("mlp", mlp)]
  }

  package func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    let attended = try input + drops.attention(attention(norm1(input, mode: mode), mode: mode), mode: mode)
    return try attended + drops.mlp(mlp(norm2(attended, mode: mode), mode: mode), mode: mode)
  }
}
