/// The number format of a view's values in memory.
public enum ViewElement: String, Sendable, CaseIterable {
  /// 32-bit floats.
  case float32
  /// The upper half of 32-bit floats, rounded to the nearest, ties to even: what a network in bfloat16 makes of them anyway.
  case bfloat16

  /// The bytes of one value.
  public var byteCount: Int { self == .float32 ? 4 : 2 }
}
