import Images

/// One draw of a `RandomErasing`.
public struct ErasingParameters: Sendable, Equatable {
  /// The rectangle, in pixels of the view; without any pixels where its area rounds to nothing.
  public var region: PixelRegion
  /// What it is overwritten with.
  public var fill: ErasingFill
  /// Where the random values of `ErasingFill.noise` begin.
  public var noiseSeed: UInt64

  /// A given rectangle.
  public init(region: PixelRegion, fill: ErasingFill, noiseSeed: UInt64 = 0) {
    self.region = region
    self.fill = fill
    self.noiseSeed = noiseSeed
  }
}
