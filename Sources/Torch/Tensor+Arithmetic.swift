import CTorch

extension Tensor {
  /// The sum `self + alpha · other`, broadcast.
  public func adding(_ other: Tensor, alpha: Double = 1) throws(TorchError) -> Tensor {
    try Tensor.make(self, other) { ct_add(handle, other.handle, alpha, $0) }
  }

  public static func + (a: Tensor, b: Tensor) throws(TorchError) -> Tensor { try a.adding(b) }
  public static func - (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
    try make(a, b) { ct_sub(a.handle, b.handle, $0) }
  }
  public static func * (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
    try make(a, b) { ct_mul(a.handle, b.handle, $0) }
  }
  public static func / (a: Tensor, b: Tensor) throws(TorchError) -> Tensor {
    try make(a, b) { ct_div(a.handle, b.handle, $0) }
  }
  public static func + (a: Tensor, b: Double) throws(TorchError) -> Tensor {
    try make(a) { ct_add_scalar(a.handle, b, $0) }
  }
  public static func - (a: Tensor, b: Double) throws(TorchError) -> Tensor { try a + (-b) }
  public static func * (a: Tensor, b: Double) throws(TorchError) -> Tensor {
    try make(a) { ct_mul_scalar(a.handle, b, $0) }
  }
  public static func / (a: Tensor, b: Double) throws(TorchError) -> Tensor { try a * (1 / b) }
  public static prefix func - (a: Tensor) throws(TorchError) -> Tensor { try make(a) { ct_neg(a.handle, $0) } }

  /// The absolute value of each element.
  public func abs() throws(TorchError) -> Tensor { try Tensor.make(self) { ct_abs(handle, $0) } }
  /// The exponential of each element.
  public func exp() throws(TorchError) -> Tensor { try Tensor.make(self) { ct_exp(handle, $0) } }
  /// The natural logarithm of each element.
  public func log() throws(TorchError) -> Tensor { try Tensor.make(self) { ct_log(handle, $0) } }
  /// The square root of each element.
  public func sqrt() throws(TorchError) -> Tensor { try Tensor.make(self) { ct_sqrt(handle, $0) } }
  /// One over the square root of each element.
  public func rsqrt() throws(TorchError) -> Tensor { try Tensor.make(self) { ct_rsqrt(handle, $0) } }
  /// The square of each element.
  public func square() throws(TorchError) -> Tensor { try Tensor.make(self) { ct_square(handle, $0) } }
  /// Each element raised to a power.
  public func pow(_ exponent: Double) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_pow_scalar(handle, exponent, $0) }
  }
  /// Each element, but not less than `minimum`.
  public func clamp(minimum: Double) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_clamp_min(handle, minimum, $0) }
  }

  /// Whether each element equals the other's, as booleans.
  public func equal(_ other: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make(self, other) { ct_eq(handle, other.handle, $0) }
  }

  /// Whether each element equals a number, as booleans.
  public func equal(_ value: Double) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_eq_scalar(handle, value, $0) }
  }

  /// Whether no element is infinite or not a number.
  public func isFinite() throws(TorchError) -> Bool {
    // A sum is not finite as soon as one element is not, and takes one pass without a buffer; only a sum that overflows
    // needs the look at each element.
    if try sum().item().isFinite { return true }
    return try Tensor.make(self) { ct_isfinite(handle, $0) }.to(.int64).sum().item() == Double(elementCount)
  }
}
