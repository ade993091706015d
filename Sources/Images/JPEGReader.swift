import CImageCodecs

/// A libjpeg decompressor that serves one file after the other.
final class JPEGReader {
  /// What a file's header says.
  struct Header {
    /// The size as stored, divided by `shrink`.
    let stored: PixelSize
    /// By how much the picture is shrunk in any case, because it exceeds the limits: 1, 2, 4 or 8.
    let shrink: Int
    let orientation: Orientation
    /// The bytes before the pixel data.
    let byteCount: Int
  }

  private let jpeg: OpaquePointer

  init() throws {
    guard let jpeg = cic_jpeg_create() else { throw ImageError(.outOfMemory, "no memory for the JPEG decoder") }
    self.jpeg = jpeg
  }

  deinit { cic_jpeg_destroy(jpeg) }

  /// Reads the header of the file in `bytes`, which must stay in place until its pixels are read.
  func open(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws -> Header {
    var info = cic_jpeg_info()
    try check(cic_jpeg_open(jpeg, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, &info))
    let full = PixelSize(width: Int(info.width), height: Int(info.height))
    let shrink = try JPEGReader.shrink(full, info, limits: limits, byteCount: bytes.count)
    let stored = full.divided(by: shrink)
    let orientation = Orientation(
      exif: info.exif.map { UnsafeRawBufferPointer(start: $0, count: info.exif_count) },
      xmp: info.xmp.map { UnsafeRawBufferPointer(start: $0, count: info.xmp_count) })
    return Header(stored: stored, shrink: shrink, orientation: orientation, byteCount: info.header_count)
  }

  /// By how much a picture has to be shrunk to meet the limits.
  ///
  /// - Throws: `ImageError.tooLarge` when 8 is not enough, or does not help: several scans are kept at full size.
  private static func shrink(
    _ size: PixelSize, _ info: cic_jpeg_info, limits: DecodingLimits, byteCount: Int
  ) throws -> Int {
    guard size.width > 0 && size.height > 0, !limits.accepts(size) else {
      try limits.check(width: size.width, height: size.height)
      return 1
    }
    // The shortest codes of a block have two bits, so that a file of few bytes cannot claim many pixels.
    let blocks = ((size.width + 7) / 8) * ((size.height + 7) / 8)
    if info.has_multiple_scans == 0 && byteCount >= blocks / 4,
      let shrink = [2, 4, 8].first(where: { limits.accepts(size.divided(by: $0)) })
    {
      return shrink
    }
    try limits.check(width: size.width, height: size.height)
    return 1
  }

  /// Prepares columns for decoding; returns which ones each row will hold and its number of channels (1, 3 or 4).
  func start(shrink: Int, x: Int, width: Int) throws -> (x: Int, width: Int, channels: Int) {
    var actualX: UInt32 = 0
    var actualWidth: UInt32 = 0
    var channels: Int32 = 0
    try check(cic_jpeg_start(jpeg, Int32(shrink), UInt32(x), UInt32(width), &actualX, &actualWidth, &channels))
    return (Int(actualX), Int(actualWidth), Int(channels))
  }

  /// Decodes rows of the prepared columns into `pixels`; with `whole` the rows below are checked, too.
  func readRows(y: Int, height: Int, whole: Bool, tolerant: Bool, into pixels: UnsafeMutablePointer<UInt8>) throws {
    try check(cic_jpeg_rows(jpeg, UInt32(y), UInt32(height), whole ? 1 : 0, tolerant ? 1 : 0, pixels))
  }

  private func check(_ status: cic_status) throws {
    if status != CIC_OK { throw ImageError(status, format: .jpeg, message: String(cString: cic_jpeg_message(jpeg))) }
  }
}
