import CTorch

extension Tensor {
  /// Batch normalization of a matrix `[N, D]` without scale and shift, outside the graph of derivatives.
  ///
  /// Each column gets mean 0 and is divided by σ, σ² = variance + `epsilon`; sums run in double precision over chunks of rows.
  ///
  /// - Returns: The normalized matrix and 1/σ `[D]`.
  public func standardized(epsilon: Double) throws(TorchError) -> (values: Tensor, inverseDeviation: Tensor) {
    var values = ct_tensor(impl: nil)
    var inverse = ct_tensor(impl: nil)
    try check(self) { ct_standardize(handle, epsilon, &values, &inverse) }
    return (Tensor(owning: values), Tensor(owning: inverse))
  }

  /// Turns this gradient with respect to normalized values into that with respect to the values before, in place.
  public func backwardThroughStandardizationInPlace(values: Tensor, inverseDeviation: Tensor) throws(TorchError) {
    try check(self, values, inverseDeviation) {
      ct_standardize_backward_(handle, values.handle, inverseDeviation.handle)
    }
  }

  /// The mean over the rows of the squared difference from another matrix `[N, D]`, `[D]`.
  public func meanSquaredDifference(_ other: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make(self, other) { ct_mean_squared_difference(handle, other.handle, $0) }
  }
}

extension Tensor {
  /// Each row of a matrix `[N, D]` divided by its length, float32; rows of zeros, which have no direction, stay what they are.
  ///
  /// It is computed in double precision, where no square of a float32 overflows or vanishes.
  public func unitRows() throws(TorchError) -> Tensor {
    let wide = try to(.float64)
    return try (wide / wide.norm([1], keep: true).clamp(minimum: 1e-300)).to(.float32)
  }
}
