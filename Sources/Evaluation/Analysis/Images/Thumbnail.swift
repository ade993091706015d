import Augmentation
import Images

/// Small pictures of images, for people to look at.
package struct Thumbnail {
  private let decoder: ImageDecoder
  /// 1 for grey pictures, 3 for RGB.
  package let channels: Int

  /// Pictures of 1 or 3 channels; values of more than 8 bits become 8 by `valueRange`.
  package init(channels: Int, valueRange: ValueRange = .full) {
    decoder = ImageDecoder(valueRange: valueRange)
    self.channels = channels
  }

  /// The middle square of an image with sides of `side` pixels.
  ///
  /// - Throws: `ImageError` if the image cannot be decoded.
  func square(_ source: ImageSource, side: Int) throws -> Image {
    let image = try decoded(source)
    let scale = Double(side) / Double(min(image.width, image.height))
    let size = PixelSize(
      width: max(side, Int((Double(image.width) * scale).rounded())),
      height: max(side, Int((Double(image.height) * scale).rounded())))
    let small = size.width == image.width && size.height == image.height ? image : image.resized(to: size)
    let (left, top) = ((small.width - side) / 2, (small.height - side) / 2)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(side * side * channels)
    for y in 0..<side {
      let start = ((top + y) * small.width + left) * channels
      pixels += small.pixels[start..<(start + side * channels)]
    }
    return Image(width: side, height: side, channels: channels, pixels: pixels)
  }

  /// The whole image, no side longer than `longest` pixels.
  ///
  /// - Throws: `ImageError` if the image cannot be decoded.
  package func whole(_ source: ImageSource, longest: Int) throws -> Image {
    guard case .encoded(let bytes) = source else { return try decoded(source).fitted(longest) }
    let region = try bytes.withUnsafeBytes {
      try decoder.decodeRegion(of: $0, channels: channels) { size in
        // A JPEG file need not be decoded at its full size to become a small picture.
        RegionRequest(
          region: PixelRegion(whole: size),
          maximumShrink: max(1, Double(max(size.width, size.height)) / Double(2 * longest)))
      }
    }
    return Image(region, channels: channels).fitted(longest)
  }

  private func decoded(_ source: ImageSource) throws -> Image {
    switch source {
    case .encoded(let bytes): return try decoder.decode(bytes, channels: channels)
    case .decoded(let image):
      guard image.channels != channels else { return image }
      precondition(image.channels == 1, "colour images are shown in colour")
      return Image(
        width: image.width, height: image.height, channels: 3, pixels: image.pixels.flatMap { [$0, $0, $0] })
    }
  }
}

extension Image {
  /// The image with no side longer than `longest` pixels; a smaller one stays what it is.
  func fitted(_ longest: Int) -> Image {
    let scale = Double(longest) / Double(max(width, height))
    guard scale < 1 else { return self }
    return resized(
      to: PixelSize(
        width: max(1, Int((Double(width) * scale).rounded())),
        height: max(1, Int((Double(height) * scale).rounded()))))
  }
}
