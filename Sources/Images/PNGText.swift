import CImageCodecs

/// What the chunks of a PNG file say of its orientation, before or after the pixels: eXIf, and texts of four keys.
struct PNGText {
  /// EXIF: a chunk of its own, a text `exif`, or the hexadecimal text that ImageMagick writes.
  private(set) var exif: [UInt8]?
  /// A packet of XMP.
  private(set) var xmp: [UInt8]?
  private var profile: [UInt8]?

  /// A text may not be longer when it is unpacked.
  private static let maximumLength = 1 << 20

  /// Walks through the chunks, as far as they are there.
  init(_ bytes: UnsafeRawBufferPointer) {
    for chunk in PNGChunks(bytes) {
      let data = chunk.data
      switch chunk.name {
      case "eXIf": exif = Array(data)
      case "tEXt":
        let parts = data.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { add(parts[0], parts[1], isPlain: true) }
      case "zTXt":
        let parts = data.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, parts[1].first == 0, Self.isKnown(parts[0]), let text = Self.inflated(parts[1].dropFirst())
        {
          add(parts[0], text[...], isPlain: false)
        }
      case "iTXt":
        // Key, whether packed, how, language, translated key, text.
        guard let end = data.firstIndex(of: 0), Self.isKnown(data[..<end]), data.count >= end + 3 else { continue }
        let (isPacked, method) = (data[end + 1] != 0, data[end + 2])
        let rest = data[(end + 3)...].split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
        guard rest.count == 3, !isPacked || method == 0 else { continue }
        if let text = isPacked ? Self.inflated(rest[2]) : Array(rest[2]) {
          add(data[..<end], text[...], isPlain: false)
        }
      default: continue
      }
    }
    if exif == nil { exif = profile }
  }

  private static func isKnown(_ key: Slice<UnsafeRawBufferPointer>) -> Bool {
    ["exif", "Raw profile type exif", "XML:com.adobe.xmp", "xmp"].contains { key.elementsEqual($0.utf8) }
  }

  private mutating func add(_ key: Slice<UnsafeRawBufferPointer>, _ text: some Collection<UInt8>, isPlain: Bool) {
    if key.elementsEqual("XML:com.adobe.xmp".utf8) {
      xmp = Array(text)
    } else if key.elementsEqual("exif".utf8) && isPlain {
      exif = Array(text)
    } else if key.elementsEqual("Raw profile type exif".utf8) {
      profile = Self.bytes(ofProfile: text)
    }
  }

  /// The bytes of a profile: an empty line, its name, its length, then hexadecimal digits on any number of lines.
  private static func bytes(ofProfile text: some Collection<UInt8>) -> [UInt8]? {
    let lines = text.split(separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false)
    guard lines.count == 4 else { return nil }
    var bytes: [UInt8] = []
    var high: UInt8?
    for letter in lines[3] where !" \t\r\n".utf8.contains(letter) {
      guard let digit = Character(UnicodeScalar(letter)).hexDigitValue.map(UInt8.init) else { return nil }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return high == nil ? bytes : nil
  }

  private static func inflated(_ packed: Slice<UnsafeRawBufferPointer>) -> [UInt8]? {
    let packed = UnsafeRawBufferPointer(rebasing: packed)
    var count = 0
    let text = [UInt8](unsafeUninitializedCapacity: maximumLength) { target, filled in
      count = cic_inflate(
        packed.bindMemory(to: UInt8.self).baseAddress, packed.count, target.baseAddress, maximumLength)
      filled = max(count, 0)
    }
    return count >= 0 ? text : nil
  }
}
