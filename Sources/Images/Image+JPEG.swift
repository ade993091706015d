import CImageCodecs

/// Encodes an image as a JPEG file, with colour at full resolution.
///
/// - Parameters:
///   - image: The image, grey or in colour.
///   - quality: From 1 to 100.
/// - Returns: The bytes of the file.
/// - Throws: `ImageError` when memory is short.
public func encodeJPEG(_ image: Image, quality: Int = 85) throws -> [UInt8] {
  precondition((1...100).contains(quality), "the quality of a JPEG file is from 1 to 100")
  var file: UnsafeMutablePointer<UInt8>?
  var count = 0
  var message = [CChar](repeating: 0, count: Int(CIC_MESSAGE_SIZE))
  let status = image.pixels.withUnsafeBufferPointer {
    cic_jpeg_write(
      $0.baseAddress, UInt32(image.width), UInt32(image.height), Int32(image.channels), Int32(quality), &file, &count,
      &message)
  }
  guard status == CIC_OK else {
    throw ImageError(
      status, format: .jpeg, message: String(decoding: message.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self))
  }
  defer { cic_free(file) }
  return Array(UnsafeBufferPointer(start: file, count: count))
}
