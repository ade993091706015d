import Torch

extension BatchNorm {
  /// Normalizes a part of a batch by the statistics of all its parts, computed in single precision at least.
  ///
  /// Parts may have different sizes. Sums are over the group, so derivatives pass through the statistics to all parts. The
  /// variance is taken about the common mean, in a second sum, so that nothing cancels.
  func normalized(_ input: Tensor, over group: any BatchGroup, updatesRunningStatistics: Bool) throws -> Tensor {
    let dtype = try input.dtype
    let exact = dtype == .float64 ? input : try input.to(.float32)
    let features = input.size(1)
    let others = (0..<input.dimensionCount).filter { $0 != 1 }
    let shape = (0..<input.dimensionCount).map { $0 == 1 ? features : 1 }
    let own = try Tensor.full([1], Double(input.elementCount / max(features, 1)), device: input.device)
    let count = try withoutGradients { try group.sum(own).item() }
    let mean = try group.sum(exact.sum(others, keep: true)) * (1 / count)
    let centred = try exact - mean
    let variance = try group.sum(centred.square().sum(others, keep: true)) * (1 / count)
    if updatesRunningStatistics {
      try withoutGradients {
        let unbiased = try variance.detach() * (count / max(count - 1, 1))
        let dtype = try runningMean.dtype
        try moveRunningStatistics(
          mean: mean.detach().reshape([features]).to(dtype), variance: unbiased.reshape([features]).to(dtype))
      }
    }
    let standardized = try centred * (variance + Self.epsilon).rsqrt()
    return try (standardized * weight.reshape(shape) + bias.reshape(shape)).to(dtype)
  }
}
