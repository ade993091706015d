import CImageKernels

extension ImageDecoder {
  /// Decodes the first picture of a GIF file, whose rows build on each other.
  func decodeGIF(_ file: GIFFile, channels: Int) throws -> DecodedRegion {
    try decodeWhole(file.size, channels: channels) { try file.read(tolerant: limits.toleratesDamage, into: $0) }
  }

  /// Decodes the primary picture of a HEIC or AVIF file, which its codec gives as a whole.
  func decodeHEIF(_ file: HEIFFile, channels: Int) throws -> DecodedRegion {
    try decodeWhole(file.size, channels: channels) { try file.read(into: $0) }
  }

  private func decodeWhole(
    _ size: PixelSize, channels: Int, _ read: (UnsafeMutablePointer<UInt8>) throws -> Void
  ) throws -> DecodedRegion {
    let count = size.width * size.height
    let pixels = buffer.reserve(count * 3)
    try read(pixels)
    if channels == 1 { cik_luminance_interleaved(pixels, count, pixels) }
    return region(pixels, stored: PixelRegion(whole: size), of: size, .upright, channels: channels, shrink: 1)
  }
}
