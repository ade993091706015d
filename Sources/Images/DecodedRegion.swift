/// A part of an image as a decoder left it in its own memory, perhaps at a fraction of the full size.
///
/// The point (X, Y) of the whole image, in pixels of full size with the corner at (0, 0), lies at
/// (X / shrink − originX, Y / shrink − originY) in `pixels`.
public struct DecodedRegion {
  /// The first of `height` rows of interleaved pixels, valid until the decoder's next use.
  public let pixels: UnsafePointer<UInt8>
  /// The distance between two rows.
  public let bytesPerRow: Int
  /// 1 for grey, 3 for RGB.
  ///
  /// A grey file gives 1 even when 3 were wanted: all three would be equal.
  public let channels: Int
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// How many pixels of the whole image one column or row stands for: 1, 2, 4 or 8.
  public let shrink: Int
  /// The horizontal position of the first column's left edge, in pixels of `pixels`.
  public let originX: Double
  /// The vertical position of the first row's upper edge, in pixels of `pixels`.
  public let originY: Double

  package init(
    pixels: UnsafePointer<UInt8>, bytesPerRow: Int, channels: Int, width: Int, height: Int, shrink: Int = 1,
    originX: Double = 0, originY: Double = 0
  ) {
    self.pixels = pixels
    self.bytesPerRow = bytesPerRow
    self.channels = channels
    self.width = width
    self.height = height
    self.shrink = shrink
    self.originX = originX
    self.originY = originY
  }
}
