/// A rectangle of whole pixels inside an image.
public struct PixelRegion: Sendable, Equatable {
  /// The first column.
  public var x: Int
  /// The first row.
  public var y: Int
  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int

  /// The rectangle of `width` × `height` pixels whose top left one is (x, y).
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The whole of an image.
  public init(whole size: PixelSize) { self.init(x: 0, y: 0, width: size.width, height: size.height) }

  /// The smallest rectangle that holds both.
  public func union(_ other: PixelRegion) -> PixelRegion {
    let left = min(x, other.x)
    let top = min(y, other.y)
    return PixelRegion(
      x: left, y: top, width: max(x + width, other.x + other.width) - left,
      height: max(y + height, other.y + other.height) - top)
  }

  /// The pixels that both hold; nil when there are none.
  func intersection(_ other: PixelRegion) -> PixelRegion? {
    let left = max(x, other.x)
    let top = max(y, other.y)
    let right = min(x + width, other.x + other.width)
    let bottom = min(y + height, other.y + other.height)
    guard left < right && top < bottom else { return nil }
    return PixelRegion(x: left, y: top, width: right - left, height: bottom - top)
  }

  /// Whether the rectangle has pixels and all of them lie in an image of that size.
  func lies(in size: PixelSize) -> Bool {
    x >= 0 && y >= 0 && width > 0 && height > 0 && x <= size.width - width && y <= size.height - height
  }
}
