/// What libtorch's oneDNN kernels cannot train of a backbone on a processor.
public struct BackboneLimits: Equatable, Sendable {
  /// The smallest side of images, in pixels, from which on gradients in bfloat16 are right.
  public let leastSideInBFloat16: Int
  /// Whether single precision needs batches of an even size.
  public let needsEvenBatchInFloat32: Bool

  public init(leastSideInBFloat16: Int = 1, needsEvenBatchInFloat32: Bool = false) {
    self.leastSideInBFloat16 = leastSideInBFloat16
    self.needsEvenBatchInFloat32 = needsEvenBatchInFloat32
  }
}
