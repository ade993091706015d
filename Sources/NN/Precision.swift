import Torch

/// The precision of matrix products and convolutions; everything else is always single precision.
public enum Precision: String, CaseIterable, Sendable, Codable {
  case fp32, bf16

  /// The type for autocast; nil for none.
  public var autocast: DType? { self == .bf16 ? .bfloat16 : nil }

  /// The precision for a device where nobody has chosen: bfloat16, but on a processor only if that is faster.
  public static func automatic(on device: Device) -> Precision { automaticWithReason(on: device).precision }

  /// The same, and why.
  public static func automaticWithReason(on device: Device) -> (precision: Precision, reason: String) {
    guard device == .cpu else { return (.bf16, "the default on \(device)") }
    guard Runtime.hasFastBFloat16 else { return (.fp32, "cpu does not have bfloat16 in hardware") }
    return convolutionsAreFasterInBFloat16
      ? (.bf16, "cpu has bfloat16 in hardware")
      : (.fp32, "cpu has bfloat16 in hardware, but a convolution is not faster in it")
  }

  /// Whether a convolution, forward and backward, takes less time in bfloat16 here: measured once, in about a tenth of a second.
  ///
  /// Having the instructions is not enough: on some processors single precision is faster.
  private static let convolutionsAreFasterInBFloat16: Bool = {
    // What cannot be measured cannot be faster; the training itself will tell what is wrong.
    guard let (single, half) = try? secondsOfConvolution() else { return false }
    return half < 0.9 * single
  }()

  /// The least of several times that a convolution like those in the middle of a small network takes.
  private static func secondsOfConvolution() throws -> (single: Double, half: Double) {
    let input = try Tensor.normal([64, 32, 16, 16], seed: 1).contiguous(.channelsLast)
    let weight = try Tensor.normal([32, 32, 3, 3], seed: 2).contiguous(.channelsLast)
    let gradient = try Tensor.normal([64, 32, 16, 16], seed: 3).contiguous(.channelsLast)
    for tensor in [input, weight] { try tensor.setRequiresGrad(true) }
    var least: [Precision: Double] = [:]
    for _ in 0..<6 {
      for precision in allCases {
        let start = ContinuousClock.now
        let output = try withAutocast(precision.autocast, on: .cpu) {
          try input.conv2d(weight: weight, bias: nil, stride: 1, padding: 1)
        }
        _ = try Tensor.gradients(of: [output.to(.float32)], [gradient], for: [input, weight])
        least[precision] = min(least[precision] ?? .infinity, (ContinuousClock.now - start) / .seconds(1))
      }
    }
    return (least[.fp32] ?? .infinity, least[.bf16] ?? .infinity)
  }
}
