import CImageCodecs

/// A PNG file whose header has been read.
final class PNGFile {
  let stored: PixelSize
  let orientation: Orientation
  /// 1 for grey, 3 for colour and palettes.
  let channels: Int
  private let png: OpaquePointer

  /// Reads the header of the file in `bytes`, which must stay in place as long as the object lives.
  init(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws {
    var info = cic_png_info()
    var pointer: OpaquePointer?
    try PNGFile.checked {
      cic_png_open(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, &pointer, &info, $0)
    }
    guard let pointer else { throw ImageError(.outOfMemory, "no memory for the PNG decoder") }
    png = pointer
    stored = PixelSize(width: Int(info.width), height: Int(info.height))
    channels = Int(info.channels)
    orientation = PNGFile.exif(in: bytes).map { Orientation(exif: $0) } ?? .upright
    try limits.check(width: stored.width, height: stored.height)
  }

  deinit { cic_png_finish(png) }

  /// Decodes the stored image, rows without gaps.
  func read(tolerant: Bool, into pixels: UnsafeMutablePointer<UInt8>) throws {
    try PNGFile.checked { cic_png_read(png, tolerant ? 1 : 0, pixels, $0) }
  }

  /// Runs a function that may leave a message, and throws it.
  static func checked(_ function: (UnsafeMutablePointer<CChar>) -> cic_status) throws {
    let status = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CIC_MESSAGE_SIZE)) { message in
      message.initialize(repeating: 0)
      guard let start = message.baseAddress else { return (CIC_OUT_OF_MEMORY, "") }
      let status = function(start)
      return (status, status == CIC_OK ? "" : String(cString: start))
    }
    if status.0 != CIC_OK { throw ImageError(status.0, format: .png, message: status.1) }
  }

  /// Finds the chunk eXIf, which may stand before or after the pixels.
  private static func exif(in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var offset = 8
    while offset + 12 <= bytes.count {
      let length = bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
      let data = offset + 8
      guard length <= bytes.count - data - 4 else { return nil }
      if bytes[(offset + 4)..<data].elementsEqual("eXIf".utf8) {
        return UnsafeRawBufferPointer(rebasing: bytes[data..<(data + length)])
      }
      offset = data + length + 4
    }
    return nil
  }
}
