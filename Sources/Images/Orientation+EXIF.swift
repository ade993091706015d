extension Orientation {
  /// The orientation that a file's descriptions state: EXIF first, then XMP where EXIF does not mention it.
  ///
  /// Anything that is not a well-formed orientation from 1 to 8 counts as upright, as all viewers do.
  ///
  /// - Parameters:
  ///   - exif: A segment with EXIF (a TIFF header and its first directory), perhaps behind its mark.
  ///   - xmp: A packet of XMP.
  init(exif: UnsafeRawBufferPointer?, xmp: UnsafeRawBufferPointer?) {
    if let exif, let tags = TIFFTags(Orientation.unmarked(exif)), tags.has(Orientation.tag) {
      self = tags.integer(Orientation.tag).flatMap { Orientation(rawValue: $0) } ?? .upright
    } else {
      self = xmp.flatMap { Orientation(xmp: $0) } ?? .upright
    }
  }

  /// The tag of the orientation.
  static let tag = 0x0112

  /// Drops the mark that belongs to JPEG files and that some writers keep, or write twice.
  private static func unmarked(_ exif: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var rest = exif[...]
    for _ in 0..<2 where rest.starts(with: "Exif\0\0".utf8) { rest = rest.dropFirst(6) }
    return UnsafeRawBufferPointer(rebasing: rest)
  }

  /// Reads the property `tiff:Orientation` of a packet, an attribute or an element; nil when there is none.
  private init?(xmp: UnsafeRawBufferPointer) {
    let name = Array("tiff:Orientation".utf8)
    var start = 0
    while let found = xmp[start...].firstRange(of: name) {
      start = found.upperBound
      let rest = xmp[start...]
      let digit =
        rest.starts(with: "=\"".utf8)
        ? rest.dropFirst(2).first : rest.starts(with: ">".utf8) ? rest.dropFirst().first : nil
      if let digit, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
        self.init(rawValue: Int(digit - UInt8(ascii: "0")))
        return
      }
    }
    return nil
  }
}
