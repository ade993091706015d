/// What images a backbone cannot take, and what libtorch's oneDNN kernels cannot train of it on a processor.
public struct BackboneLimits: Equatable, Sendable {
  /// The smallest side of images, in pixels, of which anything is left behind all strides.
  public let leastSide: Int
  /// The smallest side of images, in pixels, from which on gradients in bfloat16 are right.
  public let leastSideInBFloat16: Int
  /// Whether single precision needs batches of an even size.
  public let needsEvenBatchInFloat32: Bool

  public init(leastSide: Int = 1, leastSideInBFloat16: Int = 1, needsEvenBatchInFloat32: Bool = false) {
    self.leastSide = leastSide
    self.leastSideInBFloat16 = leastSideInBFloat16
    self.needsEvenBatchInFloat32 = needsEvenBatchInFloat32
  }
}
