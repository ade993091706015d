import CTorch

/// Steps of optimizers, in place and outside the graph of derivatives: one pass over memory where all tensors lie alike on the
/// processor, libtorch's operations one by one elsewhere.
extension Tensor {
  /// A step of layer-wise adaptive rate scaling of this parameter (You, Gitman and Ginsburg, arXiv 1708.03888).
  ///
  /// With `d = gradient + decay · self`: `buffer ← momentum · buffer + ratio · d`, `self ← self − rate · buffer`. Norms are
  /// summed in double precision, in an order that does not depend on the number of threads.
  ///
  /// - Parameters:
  ///   - gradient: Of the shape of self, as `buffer`.
  ///   - buffer: What is remembered between steps.
  ///   - decay: The weight decay.
  ///   - momentum: What is kept of the buffer.
  ///   - trustCoefficient: The ratio is this times ‖self‖ / ‖d‖, or 1 where a norm is 0; nil for a ratio of 1.
  ///   - rate: The learning rate.
  /// - Throws: `TorchError` if shapes differ.
  public func stepLARS(
    gradient: Tensor, buffer: Tensor, decay: Double, momentum: Double, trustCoefficient: Double?, rate: Double
  ) throws(TorchError) {
    try check(self, gradient, buffer) {
      ct_step_lars(
        handle, gradient.handle, buffer.handle, decay, momentum, trustCoefficient != nil, trustCoefficient ?? 0, rate)
    }
  }

  /// A step of stochastic gradient descent of this parameter, as in PyTorch.
  ///
  /// With `d = gradient + decay · self`: `buffer ← momentum · buffer + d`, `self ← self − rate · (d + momentum · buffer)` with
  /// Nesterov's rule and `self ← self − rate · buffer` without.
  ///
  /// - Parameters:
  ///   - gradient: Of the shape of self, as `buffer`.
  ///   - buffer: What is remembered between steps; nil for no momentum: `self ← self − rate · d`.
  ///   - decay: The weight decay.
  ///   - momentum: What is kept of the buffer.
  ///   - nesterov: Whether Nesterov's rule applies.
  ///   - rate: The learning rate.
  /// - Throws: `TorchError` if shapes differ.
  public func stepSGD(
    gradient: Tensor, buffer: Tensor?, decay: Double, momentum: Double, nesterov: Bool, rate: Double
  ) throws(TorchError) {
    try check(self, gradient, buffer) {
      ct_step_sgd(handle, gradient.handle, buffer.native, decay, momentum, nesterov, rate)
    }
  }

  /// A step of AdamW of this parameter (Loshchilov and Hutter, arXiv 1711.05101), as in PyTorch.
  ///
  /// - Parameters:
  ///   - gradient: Of the shape of self, as the moments.
  ///   - first: The moving average of gradients.
  ///   - second: The moving average of their squares.
  ///   - decay: The weight decay times the learning rate, taken off first.
  ///   - betas: What is kept of the two moments.
  ///   - corrections: By what the first moment, and the root of the second, are divided because they started at 0.
  ///   - epsilon: What is added to the root of the second moment.
  ///   - rate: The learning rate.
  /// - Throws: `TorchError` if shapes differ.
  public func stepAdamW(
    gradient: Tensor, first: Tensor, second: Tensor, decay: Double, betas: (Double, Double),
    corrections: (Double, Double), epsilon: Double, rate: Double
  ) throws(TorchError) {
    try check(self, gradient, first, second) {
      ct_step_adamw(
        handle, gradient.handle, first.handle, second.handle, 1 - decay, betas.0, betas.1, 1 / corrections.1, epsilon,
        rate / corrections.0)
    }
  }
}
