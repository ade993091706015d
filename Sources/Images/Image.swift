/// An 8-bit image in host memory: rows from top to bottom, channels interleaved, no padding.
public struct Image: Sendable, Equatable {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// 1 for grey, 3 for RGB.
  public let channels: Int
  /// `height · width · channels` values; pixel (x, y), channel c stands at `(y · width + x) · channels + c`.
  public var pixels: [UInt8]

  /// Wraps `pixels`, whose count must be `width · height · channels`.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "an image has at least one pixel")
    precondition(channels == 1 || channels == 3, "an image has 1 or 3 channels")
    precondition(pixels.count == width * height * channels, "an image has width · height · channels values")
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }
}
