/// What a decoder accepts from files that nobody vouches for; checked before memory is allocated for pixels.
public struct DecodingLimits: Sendable, Equatable {
  /// The largest accepted width in pixels.
  public var maximumWidth: Int
  /// The largest accepted height in pixels.
  public var maximumHeight: Int
  /// The largest accepted product of width and height.
  ///
  /// A JPEG file of more pixels, or sides, is decoded at 1/2, 1/4 or 1/8 of its size, if that is enough.
  public var maximumPixels: Int
  /// Whether the intact part of a truncated or corrupt file is used, the rest left as the codec fills it.
  public var toleratesDamage: Bool

  /// Limits that any photograph meets and that keep one image under half a gigabyte.
  public init(
    maximumWidth: Int = 65_535, maximumHeight: Int = 65_535, maximumPixels: Int = 134_217_728,
    toleratesDamage: Bool = false
  ) {
    self.maximumWidth = maximumWidth
    self.maximumHeight = maximumHeight
    self.maximumPixels = maximumPixels
    self.toleratesDamage = toleratesDamage
  }

  /// Whether an image of this size is accepted, which has at least one pixel.
  func accepts(_ size: PixelSize) -> Bool {
    size.width <= maximumWidth && size.height <= maximumHeight && size.width <= maximumPixels / size.height
  }

  /// Throws `ImageError.tooLarge` when an image of this size is not accepted.
  func check(width: Int, height: Int) throws {
    guard width > 0 && height > 0 else { throw ImageError(.damaged, "an image of \(width)×\(height) pixels") }
    guard accepts(PixelSize(width: width, height: height)) else {
      throw ImageError(
        .tooLarge,
        "\(width)×\(height) pixels are more than the limit of \(maximumWidth)×\(maximumHeight) and "
          + "\(maximumPixels) in all; make the image smaller")
    }
  }
}
