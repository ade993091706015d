import CImageCodecs

/// A PNG file whose header has been read.
final class PNGFile {
  let stored: PixelSize
  let orientation: Orientation
  /// 1 for grey, 3 for colour and palettes.
  let channels: Int
  /// The bits of a value as stored: 16, or 8 for 8 and fewer.
  let bits: Int
  private let png: OpaquePointer

  /// Reads the header of the file in `bytes`, which must stay in place as long as the object lives.
  init(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws {
    var info = cic_png_info()
    var pointer: OpaquePointer?
    try ImageError.check(.png) {
      cic_png_open(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, &pointer, &info, $0)
    }
    guard let pointer else { throw ImageError(.outOfMemory, "no memory for the PNG decoder") }
    png = pointer
    stored = PixelSize(width: Int(info.width), height: Int(info.height))
    channels = Int(info.channels)
    bits = Int(info.bits)
    orientation = PNGFile.orientation(PNGText(bytes))
    try limits.check(width: stored.width, height: stored.height)
  }

  deinit { cic_png_finish(png) }

  /// Decodes the stored image, rows without gaps; 16-bit values are mapped by `levels`, or to their high byte without them.
  func read(tolerant: Bool, levels: UnsafeMutablePointer<cic_levels>?, into pixels: UnsafeMutablePointer<UInt8>) throws
  {
    try ImageError.check(.png) { cic_png_read(png, tolerant ? 1 : 0, levels, pixels, $0) }
  }

  private static func orientation(_ text: PNGText) -> Orientation {
    (text.exif ?? []).withUnsafeBytes { exif in
      (text.xmp ?? []).withUnsafeBytes { xmp in
        Orientation(exif: text.exif == nil ? nil : exif, xmp: text.xmp == nil ? nil : xmp)
      }
    }
  }
}
