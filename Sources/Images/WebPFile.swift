import CImageCodecs

/// What the header of a WebP file says.
struct WebPFile {
  let stored: PixelSize
  let orientation: Orientation

  init(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws {
    var info = cic_webp_info()
    let status = cic_webp_open(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, &info)
    if status != CIC_OK { throw ImageError(status, format: .webp, message: "") }
    if info.is_animated != 0 {
      throw ImageError(.unsupportedFormat, "an animated WebP file; convert it to a still image")
    }
    stored = PixelSize(width: Int(info.width), height: Int(info.height))
    try limits.check(width: stored.width, height: stored.height)
    orientation = WebPFile.exif(in: bytes).map { Orientation(exif: $0) } ?? .upright
  }

  /// Finds the chunk EXIF; some writers keep the prefix that belongs to JPEG files.
  private static func exif(in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var offset = 12
    while offset + 8 <= bytes.count {
      let length = (0..<4).reversed().reduce(0) { $0 << 8 | Int(bytes[offset + 4 + $1]) }
      let data = offset + 8
      guard length <= bytes.count - data else { return nil }
      if bytes[offset..<(offset + 4)].elementsEqual("EXIF".utf8) {
        let chunk = bytes[data..<(data + length)]
        return UnsafeRawBufferPointer(rebasing: chunk.starts(with: "Exif\0\0".utf8) ? chunk.dropFirst(6) : chunk)
      }
      offset = data + length + length % 2
    }
    return nil
  }
}
