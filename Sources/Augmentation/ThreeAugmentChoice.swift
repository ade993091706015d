/// One draw of a `ThreeAugment`.
public enum ThreeAugmentChoice: Sendable, Equatable {
  /// All channels become the luminance.
  case grayscale
  /// Values from `threshold` on are inverted.
  case solarize(threshold: Int)
  /// A blur with a standard deviation in pixels.
  case blur(sigma: Double)
}
