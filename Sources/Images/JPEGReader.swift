import CImageCodecs

/// A libjpeg decompressor that serves one file after the other.
final class JPEGReader {
  /// What a file's header says.
  struct Header {
    let stored: PixelSize
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
    let stored = PixelSize(width: Int(info.width), height: Int(info.height))
    try limits.check(width: stored.width, height: stored.height)
    let orientation = info.exif.map {
      Orientation(exif: UnsafeRawBufferPointer(start: $0, count: info.exif_count))
    }
    return Header(stored: stored, orientation: orientation ?? .upright, byteCount: info.header_count)
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
