import CTorch

extension Tensor {
  /// Batch normalization of a part `[N, C, ...]` of a batch by the statistics of all its parts, recorded.
  ///
  /// Every part calls this at the same time, and goes back at the same time: derivatives pass through the statistics to all parts.
  /// The statistics are computed in single precision at least, and put together in double precision.
  ///
  /// - Parameters:
  ///   - weight: The scale `[C]`.
  ///   - bias: The shift `[C]`.
  ///   - epsilon: What is added to the variance.
  ///   - sum: The sum of a tensor over all parts; called once on the way forward, and once on the way back.
  /// - Returns: The output, and the mean and the unbiased variance `[C]` of the whole batch.
  /// - Throws: What `sum` throws, as a ``TorchError``; ``TorchError`` if libtorch fails.
  public func partedBatchNorm(
    weight: Tensor, bias: Tensor, epsilon: Double, sum: @escaping (Tensor) throws -> Tensor
  ) throws(TorchError) -> (output: Tensor, mean: Tensor, variance: Tensor) {
    let parts = ct_parts(
      context: Unmanaged.passRetained(PartSum(sum)).toOpaque(),
      sum: { context, own, out in
        let own = Tensor(owning: own)
        guard let context, let out else { return CT_FAILED }
        do {
          let total = try Unmanaged<PartSum>.fromOpaque(context).takeUnretainedValue().sum(own)
          return withExtendedLifetime(total) { ct_detach(total.handle, out) }
        } catch {
          let failure = error as? TorchError
          ct_set_last_error_message(failure?.message ?? "\(error)")
          return failure?.kind == .unavailable ? CT_UNAVAILABLE : CT_FAILED
        }
      },
      release: { context in if let context { Unmanaged<PartSum>.fromOpaque(context).release() } })
    var (output, mean, variance) = (ct_tensor(impl: nil), ct_tensor(impl: nil), ct_tensor(impl: nil))
    try check(self, weight, bias) {
      ct_parted_batch_norm(handle, weight.handle, bias.handle, epsilon, parts, &output, &mean, &variance)
    }
    return (Tensor(owning: output), Tensor(owning: mean), Tensor(owning: variance))
  }
}

/// What sums over the parts of a batch, kept for the way back.
private final class PartSum {
  let sum: (Tensor) throws -> Tensor

  init(_ sum: @escaping (Tensor) throws -> Tensor) { self.sum = sum }
}
