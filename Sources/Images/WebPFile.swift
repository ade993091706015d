import CImageCodecs

/// What the header of a WebP file says, and where its picture is.
struct WebPFile {
  /// The size of the picture, of an animation the canvas's.
  let stored: PixelSize
  let orientation: Orientation
  /// The picture; of an animation the first frame.
  let frame: WebPFrame
  /// Whether there are other frames.
  let isAnimated: Bool

  init(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws {
    var info = cic_webp_info()
    let status = cic_webp_open(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, &info)
    if status != CIC_OK { throw ImageError(status, format: .webp, message: "") }
    stored = PixelSize(width: Int(info.width), height: Int(info.height))
    try limits.check(width: stored.width, height: stored.height)
    orientation = Orientation(exif: WebPFile.chunk("EXIF", in: bytes), xmp: WebPFile.chunk("XMP ", in: bytes))
    isAnimated = info.is_animated != 0
    if !isAnimated {
      frame = WebPFrame(bytes: bytes, place: PixelRegion(whole: stored))
    } else {
      guard let chunk = WebPFile.chunk("ANMF", in: bytes) else {
        throw ImageError(.damaged, "an animated WebP file without a whole first frame")
      }
      frame = try WebPFrame(animation: chunk, canvas: stored)
    }
  }

  /// What the first chunk of a name holds; nil if there is none that lies in the file.
  private static func chunk(_ name: String, in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var offset = 12
    while offset + 8 <= bytes.count {
      let length = (0..<4).reversed().reduce(0) { $0 << 8 | Int(bytes[offset + 4 + $1]) }
      let data = offset + 8
      guard length <= bytes.count - data else { return nil }
      if bytes[offset..<(offset + 4)].elementsEqual(name.utf8) {
        return UnsafeRawBufferPointer(rebasing: bytes[data..<(data + length)])
      }
      offset = data + length + length % 2
    }
    return nil
  }
}
