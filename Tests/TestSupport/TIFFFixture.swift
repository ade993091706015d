/// TIFF files of grey pixels with 16 bits, uncompressed.
public enum TIFFFixture {
  /// A file of `pages` pages, each `height` rows of `width` values.
  public static func grey(_ values: [UInt16], width: Int, height: Int, pages: Int = 1) -> [UInt8] {
    precondition(values.count == width * height, "a value for each pixel")
    var bytes = Array("II*\0".utf8)
    var link = bytes.count
    bytes += number(0, 4)
    for _ in 0..<pages {
      let pixels = bytes.count
      bytes += values.flatMap { number(Int($0), 2) }
      bytes.replaceSubrange(link..<(link + 4), with: number(bytes.count, 4))
      // Width, height, bits, no compression, black is 0, where the strip is, its rows and bytes.
      let tags = [
        (256, width), (257, height), (258, 16), (259, 1), (262, 1), (273, pixels), (278, height),
        (279, values.count * 2),
      ]
      bytes += number(tags.count, 2)
      for (tag, value) in tags { bytes += number(tag, 2) + number(4, 2) + number(1, 4) + number(value, 4) }
      link = bytes.count
      bytes += number(0, 4)
    }
    return bytes
  }

  /// A file of `side` × `side` pixels that rise from `low` to `high`.
  public static func ramp(low: Int, high: Int, side: Int = 32, pages: Int = 1) -> [UInt8] {
    let count = side * side
    return grey(
      (0..<count).map { UInt16(low + (high - low) * $0 / (count - 1)) }, width: side, height: side, pages: pages)
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
