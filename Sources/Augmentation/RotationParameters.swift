/// One draw of a `Rotation`.
public struct RotationParameters: Sendable, Equatable {
  /// The angle in degrees, counterclockwise.
  public var degrees: Double
  /// The filter.
  public var interpolation: Interpolation
  /// The 8-bit value outside the picture, in all channels.
  public var fill: Int

  /// A turn by a given angle.
  public init(degrees: Double, interpolation: Interpolation = .bilinear, fill: Int = 0) {
    self.degrees = degrees
    self.interpolation = interpolation
    self.fill = fill
  }
}
