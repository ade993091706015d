import Torch

extension BatchNorm {
  /// Normalizes a part of a batch by the statistics of all its parts, computed in single precision at least: synchronized batch
  /// normalization.
  ///
  /// Parts may have different sizes. Sums are over the group, so derivatives pass through the statistics to all parts.
  ///
  /// - Returns: The output, and the mean and the unbiased variance `[C]` of the whole batch.
  func normalized(_ input: Tensor, over group: any BatchGroup) throws -> (
    output: Tensor, mean: Tensor, variance: Tensor
  ) {
    try input.partedBatchNorm(weight: weight, bias: bias, epsilon: Self.epsilon) { try group.sum($0) }
  }
}
