import Torch

extension Tensor {
  /// Each feature of `[N, D]` with mean 0 and variance 1 over the batch, recorded for gradients.
  func batchNormalized(epsilon: Double = 1e-5) throws(TorchError) -> Tensor {
    let centred = try self - mean([0], keep: true)
    return try centred * (centred.square().mean([0], keep: true) + epsilon).rsqrt()
  }
}
