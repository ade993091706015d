import Torch

/// Where new parameters come from: draws that depend on one seed and on the order of construction alone.
public final class ParameterSource {
  /// The device that parameters live on.
  public let device: Device
  private var next: UInt64

  public init(seed: UInt64, device: Device = .cpu) {
    self.device = device
    // Mixed, so that neighbouring seeds start at unrelated places of the sequence and do not share draws.
    next = Self.mix(seed)
  }

  private func drawSeed() -> UInt64 {
    next &+= 0x9E37_79B9_7F4A_7C15
    return Self.mix(next)
  }

  /// The output function of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Draws from N(0, std²).
  public func normal(_ shape: [Int], std: Double) throws -> Tensor {
    try trained(Tensor.normal(shape, std: std, seed: drawSeed()))
  }

  /// Draws from U[−bound, bound).
  public func uniform(_ shape: [Int], bound: Double) throws -> Tensor {
    try trained(Tensor.uniform(shape, low: -bound, high: bound, seed: drawSeed()))
  }

  /// One value everywhere.
  public func constant(_ shape: [Int], _ value: Double) throws -> Tensor { try trained(Tensor.full(shape, value)) }

  /// A tensor that is state but not trained.
  public func buffer(_ shape: [Int], _ value: Double, dtype: DType = .float32) throws -> Tensor {
    try Tensor.full(shape, value, dtype: dtype, device: device)
  }

  private func trained(_ tensor: Tensor) throws -> Tensor {
    let parameter = try tensor.to(device)
    try parameter.setRequiresGrad(true)
    return parameter
  }
}
