import Randomness
import Torch

/// Where new parameters come from: draws that depend on one seed and on the order of construction alone.
public final class ParameterSource {
  /// The device that parameters live on.
  public let device: Device
  /// The type of parameters and of statistics.
  public let dtype: DType
  private var generator: SplitMix64

  /// Starts at a seed; what is drawn in single precision is kept as `dtype`.
  public init(seed: UInt64, device: Device = .cpu, dtype: DType = .float32) {
    self.device = device
    self.dtype = dtype
    // Mixed, so that neighbouring seeds start at unrelated places of the sequence and do not share draws.
    generator = SplitMix64(state: SplitMix64.mix(seed))
  }

  /// Draws from N(0, std²).
  public func normal(_ shape: [Int], std: Double) throws -> Tensor {
    try trained(Tensor.normal(shape, std: std, seed: generator.next()))
  }

  /// Draws from U[−bound, bound).
  public func uniform(_ shape: [Int], bound: Double) throws -> Tensor {
    try trained(Tensor.uniform(shape, low: -bound, high: bound, seed: generator.next()))
  }

  /// One value everywhere.
  public func constant(_ shape: [Int], _ value: Double) throws -> Tensor { try trained(Tensor.full(shape, value)) }

  /// A tensor that is state but not trained.
  public func buffer(_ shape: [Int], _ value: Double, dtype: DType? = nil) throws -> Tensor {
    try Tensor.full(shape, value, dtype: dtype ?? self.dtype, device: device)
  }

  private func trained(_ tensor: Tensor) throws -> Tensor {
    let parameter = try tensor.to(dtype).to(device)
    try parameter.setRequiresGrad(true)
    return parameter
  }
}
