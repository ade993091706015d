import CImageKernels

extension ImageDecoder {
  /// Decodes a whole PNG file: its rows build on each other, so a part is not much cheaper.
  func decodePNG(_ file: PNGFile, _ request: RegionRequest, channels: Int) throws -> DecodedRegion {
    let count = file.stored.width * file.stored.height
    let pixels = buffer.reserve(count * file.channels)
    try withLevels(ofBits: file.bits) { try file.read(tolerant: limits.toleratesDamage, levels: $0, into: pixels) }
    let isReduced = file.channels == 3 && channels == 1
    if isReduced { cik_luminance_interleaved(pixels, count, pixels) }
    return region(
      pixels, stored: PixelRegion(whole: file.stored), of: file.stored, file.orientation,
      channels: isReduced ? 1 : file.channels, shrink: 1)
  }
}
