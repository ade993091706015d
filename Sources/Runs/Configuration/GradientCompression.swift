import Torch

/// How processes that train together send gradients to each other, by name.
public enum GradientCompression: String, CaseIterable, Sendable, Codable {
  /// As they are.
  case off
  /// Half as many bytes, and 8 bits of each number: every sum of two is rounded to them.
  case bf16

  /// The type in which they are sent; nil for their own.
  public var dtype: DType? { self == .bf16 ? .bfloat16 : nil }
}
