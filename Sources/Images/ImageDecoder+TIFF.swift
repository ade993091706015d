import CImageKernels

extension ImageDecoder {
  /// Decodes the strips or tiles of a TIFF file that a region needs.
  func decodeTIFF(_ file: TIFFFile, _ request: RegionRequest, channels: Int) throws -> DecodedRegion {
    let part = file.orientation.stored(request.region, upright: file.orientation.upright(file.stored))
    let count = part.width * part.height
    let pixels = buffer.reserve(count * file.channels)
    try withLevels(ofBits: file.bits) { try file.read(part, levels: $0, into: pixels) }
    let isReduced = file.channels == 3 && channels == 1
    if isReduced { cik_luminance_interleaved(pixels, count, pixels) }
    return region(
      pixels, stored: part, of: file.stored, file.orientation, channels: isReduced ? 1 : file.channels, shrink: 1)
  }
}
