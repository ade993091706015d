import CImageCodecs

/// A picture in a WebP file: all of a still one, or a frame on the canvas of an animation.
struct WebPFrame {
  /// What the codec decodes: a whole file, or the chunks of the frame.
  let bytes: UnsafeRawBufferPointer
  /// Where on the canvas it lies.
  let place: PixelRegion

  init(bytes: UnsafeRawBufferPointer, place: PixelRegion) {
    self.bytes = bytes
    self.place = place
  }

  /// Reads a chunk ANMF: position and size in 24-bit numbers, duration, flags, then the picture's chunks.
  init(animation chunk: UnsafeRawBufferPointer, canvas: PixelSize) throws {
    let headerSize = 16
    guard chunk.count > headerSize else { throw ImageError(.damaged, "a WebP file with a frame that is cut off") }
    func number(_ offset: Int) -> Int {
      Int(chunk[offset]) | Int(chunk[offset + 1]) << 8 | Int(chunk[offset + 2]) << 16
    }
    place = PixelRegion(x: 2 * number(0), y: 2 * number(3), width: number(6) + 1, height: number(9) + 1)
    guard place.lies(in: canvas) else { throw ImageError(.damaged, "a WebP file with a frame outside its canvas") }
    bytes = UnsafeRawBufferPointer(rebasing: chunk.dropFirst(headerSize))
    // A whole file in place of the chunks could be an animation again.
    guard ["ALPH", "VP8 ", "VP8L"].contains(where: { bytes.starts(with: $0.utf8) }) else {
      throw ImageError(.damaged, "a WebP file with a frame without a picture")
    }
    var info = cic_webp_info()
    let status = cic_webp_open(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, &info)
    if status != CIC_OK { throw ImageError(status, format: .webp, message: "") }
    guard Int(info.width) == place.width && Int(info.height) == place.height else {
      throw ImageError(.damaged, "a WebP file with a frame of another size than its picture's")
    }
  }
}
