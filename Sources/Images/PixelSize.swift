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

  /// The size after a quarter turn.
  var transposed: PixelSize { PixelSize(width: height, height: width) }
}
