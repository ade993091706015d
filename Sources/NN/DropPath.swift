import Torch

/// Stochastic depth: in training each image leaves out a residual branch with some probability (arXiv 1603.09382).
///
/// Branches that are kept are scaled by 1 / (1 − rate), so that the expectation is that of use. It happens where ``ForwardMode/draw``
/// says which pass it is, that is in pretraining; any other pass takes every branch.
struct DropPath {
  /// The number of the branch in the network, from 0.
  let branch: Int
  /// The share of images that leave it out.
  let rate: Double

  /// The rate of a block: from 0 for the first to `last` for the last one, linearly.
  static func rate(ofBlock block: Int, of count: Int, last: Double) -> Double {
    count > 1 ? last * Double(block) / Double(count - 1) : 0
  }

  /// The branch's output `[N, ...]` with the rows of some images at 0.
  func callAsFunction(_ output: Tensor, mode: ForwardMode) throws -> Tensor {
    guard rate > 0, mode.statistics == .batch, let draw = mode.draw else { return output }
    let images = output.size(0)
    let shape = [images] + [Int](repeating: 1, count: output.dimensionCount - 1)
    let factors = try Tensor.from(draw.factors(branch: branch, images: images, rate: rate), shape: shape)
    return try output * factors.to(output.device).to(output.dtype)
  }
}
