import CImageCodecs
import CImageKernels

extension ImageDecoder {
  /// Decodes the part of a WebP file that a region needs.
  func decodeWebP(
    _ bytes: UnsafeRawBufferPointer, _ file: WebPFile, _ request: RegionRequest, channels: Int
  ) throws -> DecodedRegion {
    var part = file.orientation.stored(request.region, upright: file.orientation.upright(file.stored))
    // The codec rounds odd offsets down on its own.
    part.width += part.x % 2
    part.x -= part.x % 2
    part.height += part.y % 2
    part.y -= part.y % 2
    let count = part.width * part.height
    let pixels = buffer.reserve(count * 3)
    let status = cic_webp_read(
      bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, UInt32(part.x), UInt32(part.y), UInt32(part.width),
      UInt32(part.height), pixels)
    if status != CIC_OK { throw ImageError(status, format: .webp, message: "") }
    if channels == 1 { cik_luminance_interleaved(pixels, count, pixels) }
    return region(pixels, stored: part, of: file.stored, file.orientation, channels: channels, shrink: 1)
  }
}
