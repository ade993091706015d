import CImageCodecs

/// A TIFF file whose first directory has been read.
final class TIFFFile {
  let stored: PixelSize
  let orientation: Orientation
  /// 1 for grey, 3 for colour and palettes.
  let channels: Int
  /// The bits of a value as stored.
  let bits: Int
  private let tiff: OpaquePointer

  /// Reads the header of the file in `bytes`, which must stay in place as long as the object lives.
  init(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws {
    let tags = TIFFTags(bytes)
    if tags?.areOfCameraRaw == true { throw ImageError.notAnImage(.cameraRaw) }
    var info = cic_tiff_info()
    var pointer: OpaquePointer?
    try ImageError.check(.tiff) {
      cic_tiff_open(
        bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, UInt64(max(4 * limits.maximumPixels, 1 << 20)),
        &pointer, &info, $0)
    }
    guard let pointer else { throw ImageError(.outOfMemory, "no memory for the TIFF decoder") }
    tiff = pointer
    stored = PixelSize(width: Int(info.width), height: Int(info.height))
    channels = Int(info.channels)
    bits = Int(info.bits)
    // The directory of a TIFF file is that of an EXIF segment; its tag 700 holds XMP.
    orientation = Orientation(exif: bytes, xmp: tags?.data(700))
    try limits.check(width: stored.width, height: stored.height)
  }

  deinit { cic_tiff_finish(tiff) }

  /// Decodes a part of the stored image, rows without gaps.
  func read(
    _ part: PixelRegion, levels: UnsafeMutablePointer<cic_levels>?, into pixels: UnsafeMutablePointer<UInt8>
  ) throws {
    try ImageError.check(.tiff) {
      cic_tiff_read(
        tiff, UInt32(part.x), UInt32(part.y), UInt32(part.width), UInt32(part.height), levels, pixels, $0)
    }
  }

  /// Whether other pages follow; nothing can be read after the question.
  var hasMorePages: Bool { cic_tiff_has_more_pages(tiff) != 0 }
}
