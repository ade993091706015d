extension Orientation {
  /// Reads the orientation from an EXIF segment (a TIFF header and its first directory).
  ///
  /// Anything that is not a well-formed orientation from 1 to 8 counts as upright, as all viewers do.
  init(exif: UnsafeRawBufferPointer) {
    self = TIFFTags(exif)?.integer(0x0112).flatMap { Orientation(rawValue: $0) } ?? .upright
  }
}
