extension Orientation {
  /// Reads the orientation from an EXIF segment (a TIFF header and its first directory).
  ///
  /// Anything that is not a well-formed orientation from 1 to 8 counts as upright, as all viewers do.
  init(exif: UnsafeRawBufferPointer) {
    self = Orientation.tag(in: exif).flatMap { Orientation(rawValue: $0) } ?? .upright
  }

  private static func tag(in exif: UnsafeRawBufferPointer) -> Int? {
    guard exif.count >= 8 else { return nil }
    let isLittle: Bool
    switch (exif[0], exif[1]) {
    case (0x49, 0x49): isLittle = true
    case (0x4D, 0x4D): isLittle = false
    default: return nil
    }
    func number(_ offset: Int, _ count: Int) -> Int? {
      guard offset >= 0 && offset <= exif.count - count else { return nil }
      var value = 0
      for i in 0..<count { value = value << 8 | Int(exif[offset + (isLittle ? count - 1 - i : i)]) }
      return value
    }
    guard number(2, 2) == 42, let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
    for i in 0..<entries {
      let entry = directory + 2 + 12 * i
      guard let tag = number(entry, 2), let type = number(entry + 2, 2) else { return nil }
      // Tag 0x0112 holds one 16-bit number (type 3).
      if tag == 0x0112 { return type == 3 ? number(entry + 8, 2) : nil }
    }
    return nil
  }
}
