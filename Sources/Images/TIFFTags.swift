/// The tags of the first directory in bytes that are laid out as TIFF: a TIFF file, or a segment with EXIF.
struct TIFFTags {
  private let bytes: UnsafeRawBufferPointer
  private let isLittle: Bool
  /// Whether offsets and counts have 8 bytes, as in BigTIFF, in place of 4.
  private let isBig: Bool
  private let firstEntry: Int
  private let count: Int

  /// Finds the first directory; nil when there is none in `bytes`.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= 8 else { return nil }
    let isLittle: Bool
    switch (bytes[0], bytes[1]) {
    case (0x49, 0x49): isLittle = true
    case (0x4D, 0x4D): isLittle = false
    default: return nil
    }
    func number(_ offset: Int, _ count: Int) -> Int? { TIFFTags.number(bytes, offset, count, isLittle: isLittle) }
    isBig = number(2, 2) == 43
    guard isBig || number(2, 2) == 42, !isBig || number(4, 2) == 8,
      let directory = isBig ? number(8, 8) : number(4, 4), let count = number(directory, isBig ? 8 : 2), count >= 0
    else { return nil }
    self.bytes = bytes
    self.isLittle = isLittle
    self.count = count
    firstEntry = directory + (isBig ? 8 : 2)
  }

  private var offsetSize: Int { isBig ? 8 : 4 }
  private var entrySize: Int { isBig ? 20 : 12 }

  /// Whether the directory is that of a file that a camera wrote from its sensor: its first picture is a small preview.
  var areOfCameraRaw: Bool {
    // The version of DNG; Canon's mark behind the header; a reduced picture with others below it.
    has(50706) || bytes.count >= 10 && bytes[8..<10].elementsEqual("CR".utf8)
      || integer(254).map { $0 & 1 } == 1 && has(330)
  }

  /// Whether the directory has that tag.
  func has(_ tag: Int) -> Bool { entry(tag) != nil }

  /// The first value of a tag, if it is a whole number; of the kinds of TIFF, bytes and letters are not numbers.
  func integer(_ tag: Int) -> Int? {
    guard let entry = entry(tag), let type = number(entry + 2, 2), type != 1, type != 2, type != 7,
      let size = Self.sizes[type], let start = values(entry, size: size)?.lowerBound
    else { return nil }
    switch type {
    case 6: return number(start, 1).map { Int(Int8(truncatingIfNeeded: $0)) }
    case 8: return number(start, 2).map { Int(Int16(truncatingIfNeeded: $0)) }
    case 9: return number(start, 4).map { Int(Int32(truncatingIfNeeded: $0)) }
    case 5, 10:
      guard let above = number(start, 4), let below = number(start + 4, 4), below != 0, above % below == 0 else {
        return nil
      }
      return above / below
    case 11: return number(start, 4).flatMap { Int(exactly: Float(bitPattern: UInt32(truncatingIfNeeded: $0))) }
    case 12: return number(start, 8).flatMap { Int(exactly: Double(bitPattern: UInt64(bitPattern: Int64($0)))) }
    default: return number(start, size)
    }
  }

  /// The bytes of a tag that holds bytes; nil when they do not lie in the file.
  func data(_ tag: Int) -> UnsafeRawBufferPointer? {
    guard let entry = entry(tag), let type = number(entry + 2, 2), [1, 2, 7].contains(type),
      let place = values(entry, size: 1)
    else { return nil }
    return UnsafeRawBufferPointer(rebasing: bytes[place])
  }

  /// Where the values of an entry are, of `size` bytes each; nil when there are none in the file.
  private func values(_ entry: Int, size: Int) -> Range<Int>? {
    let place = entry + 4 + offsetSize
    guard let count = number(entry + 4, offsetSize), (1...bytes.count).contains(count),
      // What does not fit into the entry is elsewhere.
      let start = size * count <= offsetSize ? place : number(place, offsetSize),
      start >= 0, start <= bytes.count - size * count
    else { return nil }
    return start..<(start + size * count)
  }

  /// The bytes of a value, by its type.
  private static let sizes = [1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8]

  /// Where the entry of a tag starts: of several the first whose values are there, as far as the directory can be read.
  private func entry(_ tag: Int) -> Int? {
    for i in 0..<count {
      let place = firstEntry + entrySize * i
      guard let found = number(place, 2), place + entrySize <= bytes.count else { break }
      guard found == tag, let size = number(place + 2, 2).flatMap({ Self.sizes[$0] }) else { continue }
      if values(place, size: size) != nil { return place }
    }
    return nil
  }

  private func number(_ offset: Int, _ count: Int) -> Int? {
    TIFFTags.number(bytes, offset, count, isLittle: isLittle)
  }

  private static func number(_ bytes: UnsafeRawBufferPointer, _ offset: Int, _ count: Int, isLittle: Bool) -> Int? {
    guard offset >= 0 && offset < Int.max - 16 && offset <= bytes.count - count else { return nil }
    var value = 0
    for i in 0..<count { value = value << 8 | Int(bytes[offset + (isLittle ? count - 1 - i : i)]) }
    return value
  }
}
