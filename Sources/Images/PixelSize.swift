/// An image's width and height in pixels.
public struct PixelSize: Sendable, Equatable {
  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int

  /// A size of `width` × `height` pixels.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// The size of the image shrunk by a whole number, the last column and row standing for what is left.
  func divided(by shrink: Int) -> PixelSize {
    PixelSize(width: (width + shrink - 1) / shrink, height: (height + shrink - 1) / shrink)
  }

  /// The size after a quarter turn.
  var transposed: PixelSize { PixelSize(width: height, height: width) }
}
