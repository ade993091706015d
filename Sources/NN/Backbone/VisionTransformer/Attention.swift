import Torch

/// Multi-head self-attention: tokens `[N, L, C]` to tokens `[N, L, C]` (arXiv 1706.03762, section 3.2).
///
/// One map gives queries, keys and values: its `3·C` outputs are those of all heads, in this order.
package final class Attention: Module {
  package let qkv: Linear
  package let projection: Linear
  package let heads: Int

  init(_ features: Int, heads: Int, from source: ParameterSource) throws {
    precondition(features % heads == 0, "heads have the same number of features")
    self.heads = heads
    qkv = try Linear(features, 3 * features, initialization: MLP.initialization, from: source)
    projection = try Linear(features, features, initialization: MLP.initialization, from: source)
  }

  package var children: [(name: String, module: any Module)] { [("qkv", qkv), ("proj", projection)] }

  package func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    let (images, tokens, features) = (input.size(0), input.size(1), input.size(2))
    // [N, L, 3·C] to [3, N, heads, L, C / heads].
    let parts = try qkv(input, mode: mode).reshape([images, tokens, 3, heads, features / heads])
      .permute([2, 0, 3, 1, 4])
    func part(_ index: Int) throws -> Tensor {
      try parts.narrow(0, start: index, length: 1).reshape([images, heads, tokens, features / heads])
    }
    let attended = try part(0).scaledDotProductAttention(keys: part(1), values: part(2))
    return try projection(attended.transpose(1, 2).reshape([images, tokens, features]), mode: mode)
  }
}
