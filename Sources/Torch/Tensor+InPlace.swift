import CTorch

extension Tensor {
  /// Replaces the elements by another tensor's, converted and broadcast.
  public func copy(from other: Tensor) throws(TorchError) { try check(self, other) { ct_copy_(handle, other.handle) } }

  /// Sets every element to `value`.
  public func fill(_ value: Double) throws(TorchError) { try check(self) { ct_fill_(handle, value) } }

  /// Adds `alpha · other` in place.
  public func addInPlace(_ other: Tensor, alpha: Double = 1) throws(TorchError) {
    try check(self, other) { ct_add_(handle, other.handle, alpha) }
  }

  /// Adds a number in place.
  public func addInPlace(_ value: Double) throws(TorchError) { try check(self) { ct_add_scalar_(handle, value) } }

  /// Subtracts `other` in place.
  public func subtractInPlace(_ other: Tensor) throws(TorchError) {
    try check(self, other) { ct_sub_(handle, other.handle) }
  }

  /// Multiplies by `other` in place.
  public func multiplyInPlace(_ other: Tensor) throws(TorchError) {
    try check(self, other) { ct_mul_(handle, other.handle) }
  }

  /// Multiplies by a number in place.
  public func multiplyInPlace(_ value: Double) throws(TorchError) { try check(self) { ct_mul_scalar_(handle, value) } }

  /// Adds `value · a ⊙ b` in place.
  public func addProductInPlace(_ a: Tensor, _ b: Tensor, value: Double = 1) throws(TorchError) {
    try check(self, a, b) { ct_addcmul_(handle, a.handle, b.handle, value) }
  }

  /// Adds `value · a ⊘ b` in place.
  public func addQuotientInPlace(_ a: Tensor, _ b: Tensor, value: Double = 1) throws(TorchError) {
    try check(self, a, b) { ct_addcdiv_(handle, a.handle, b.handle, value) }
  }

  /// Replaces the matrix by `beta · self + alpha · a·b`.
  public func addMatrixProductInPlace(_ a: Tensor, _ b: Tensor, beta: Double = 1, alpha: Double = 1) throws(TorchError)
  {
    try check(self, a, b) { ct_addmm_(handle, a.handle, b.handle, beta, alpha) }
  }
}
