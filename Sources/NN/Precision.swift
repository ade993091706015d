import Torch

/// The precision of matrix products and convolutions; everything else is always single precision.
public enum Precision: String, CaseIterable, Sendable, Codable {
  case fp32, bf16

  /// The type for autocast; nil for none.
  public var autocast: DType? { self == .bf16 ? .bfloat16 : nil }

  /// The precision for a device where nobody has chosen: bfloat16, but on a processor only if that is in hardware.
  public static func automatic(on device: Device) -> Precision {
    device == .cpu && !Runtime.hasFastBFloat16 ? .fp32 : .bf16
  }
}
