import CImageCodecs
import CImageKernels

extension ImageDecoder {
  /// Decodes the part of a WebP file that a region needs.
  func decodeWebP(
    _ file: WebPFile, _ request: RegionRequest, channels: Int
  ) throws -> DecodedRegion {
    let wanted = file.orientation.stored(request.region, upright: file.orientation.upright(file.stored))
    // The codec interpolates colour between neighbours, and rounds odd offsets down on its own.
    let left = max(wanted.x - 2, 0) & ~1
    let top = max(wanted.y - 2, 0) & ~1
    let part = PixelRegion(
      x: left, y: top, width: min(wanted.x + wanted.width + 2, file.stored.width) - left,
      height: min(wanted.y + wanted.height + 2, file.stored.height) - top)
    let count = part.width * part.height
    let pixels = buffer.reserve(count * 3)
    let place = file.frame.place
    let visible = part.intersection(place)
    // Where an animation's first frame does not reach, its canvas is transparent black.
    if visible != part { pixels.update(repeating: 0, count: count * 3) }
    if let visible {
      let frame = file.frame.bytes
      let status = cic_webp_read(
        frame.bindMemory(to: UInt8.self).baseAddress, frame.count, UInt32(visible.x - place.x),
        UInt32(visible.y - place.y), UInt32(visible.width), UInt32(visible.height),
        pixels + ((visible.y - part.y) * part.width + visible.x - part.x) * 3, part.width * 3)
      if status != CIC_OK { throw ImageError(status, format: .webp, message: "") }
    }
    if channels == 1 { cik_luminance_interleaved(pixels, count, pixels) }
    return region(pixels, stored: part, of: file.stored, file.orientation, channels: channels, shrink: 1)
  }
}
