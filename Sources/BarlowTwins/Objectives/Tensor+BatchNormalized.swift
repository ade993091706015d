import NN
import Torch

extension Tensor {
  /// Each feature of `[N, D]` with mean 0 and variance 1 over the batch, recorded for gradients.
  ///
  /// Where `group` knows the other parts of the batch, it is normalized by the statistics of all.
  func batchNormalized(over group: (any BatchGroup)? = nil, epsilon: Double = 1e-5) throws -> Tensor {
    if let group {
      let count = try withoutGradients { try group.sum(Tensor.full([1], Double(size(0)), device: device)).item() }
      let centred = try self - group.sum(sum([0], keep: true)) * (1 / count)
      return try centred * (group.sum(centred.square().sum([0], keep: true)) * (1 / count) + epsilon).rsqrt()
    }
    let centred = try self - mean([0], keep: true)
    return try centred * (centred.square().mean([0], keep: true) + epsilon).rsqrt()
  }
}
