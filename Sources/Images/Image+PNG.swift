import CImageCodecs

/// Encodes an image as a PNG file, 8 bits per channel.
///
/// - Throws: `ImageError` when memory is short.
public func encodePNG(_ image: Image) throws -> [UInt8] {
  var file: UnsafeMutablePointer<UInt8>?
  var count = 0
  try ImageError.check(.png) { message in
    image.pixels.withUnsafeBufferPointer {
      cic_png_write(
        $0.baseAddress, UInt32(image.width), UInt32(image.height), Int32(image.channels), &file, &count, message)
    }
  }
  defer { cic_free(file) }
  return Array(UnsafeBufferPointer(start: file, count: count))
}
