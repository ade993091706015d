/// The part of an image that is wanted, and how coarse it may be.
public struct RegionRequest: Sendable, Equatable {
  /// The pixels that must be there, in the whole upright image.
  public var region: PixelRegion
  /// The largest factor by which a decoder may shrink the image, for instance 2.5 when the region will be resampled to
  /// 1/2.5 of its size anyway; decoders use the powers of two up to 8 that do not exceed it.
  public var maximumShrink: Double

  /// A request for a part of the image at full size, or shrunk by no more than `maximumShrink`.
  public init(region: PixelRegion, maximumShrink: Double = 1) {
    self.region = region
    self.maximumShrink = maximumShrink
  }

  /// The largest of 1, 2, 4 and 8 that does not exceed `maximumShrink`.
  var shrink: Int { [8, 4, 2].first { Double($0) <= maximumShrink } ?? 1 }
}
