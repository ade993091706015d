import Images
import TestSupport
import Testing

/// Values of more than 8 bits that become 8.
@Suite struct ValueRangeTests {
  @Test(
    arguments: [
      ("full", .full), ("data", .data), ("200,2240", ValueRange(low: 200, high: 2240)),
      ("0,65535", ValueRange(low: 0, high: 65_535)),
      ("0,65536", nil), ("-1,5", nil), ("5,5", nil), ("6,5", nil), ("5", nil), ("5,", nil), ("1,2,3", nil),
      ("Full", nil), ("", nil),
    ] as [(String, ValueRange?)])
  func rangesAreWritten(text: String, range: ValueRange?) {
    #expect(ValueRange(text) == range)
    if let range { #expect(range.description == text) }
  }

  /// Files of the same 16-bit values: grey and colour, PNG and TIFF, whole rows and interlaced ones, strips and tiles.
  @Test func theMappingIsTheSameInEveryFile() throws {
    let arrays = try PythonReference.run("value_ranges.py")
    let names = arrays.keys.filter { $0.hasSuffix(".file") }.map { String($0.dropLast(".file".count)) }.sorted()
    #expect(names.count == 11)
    for name in names {
      let bytes = try #require(arrays["\(name).file"]).values.map { UInt8($0) }
      let array = try #require(arrays["\(name).values"])
      let stored = array.values.map { Int($0) }
      let (smallest, largest) = (try #require(stored.min()), try #require(stored.max()))
      let bits = name.contains("12") ? 12 : 16
      let facts = try ImageDecoder().facts(of: bytes)
      #expect(facts.bits == bits && facts.values == smallest...largest && !facts.hasMorePictures, "\(name)")
      let range = try #require(ValueRange(low: smallest + 50, high: largest - 100))
      let mapped = try ImageDecoder(valueRange: range).decode(bytes, channels: array.shape[2])
      let expected = stored.map { value in
        UInt8(
          (Double(max(0, min(value - range.low, range.high - range.low))) * 255 / Double(range.high - range.low))
            .rounded())
      }
      let isInverted = name.contains("inverted")
      let distances = zip(mapped.pixels, expected).map { abs(Int($0) - Int(isInverted ? 255 - $1 : $1)) }
      #expect(distances.allSatisfy { $0 == 0 }, "\(name): \(distances.max() ?? 0)")
      // Without it the high bits.
      let full = try ImageDecoder().decode(bytes, channels: array.shape[2])
      #expect(
        zip(full.pixels, stored).allSatisfy { Int($0) == (isInverted ? 255 - $1 >> (bits - 8) : $1 >> (bits - 8)) },
        "\(name)")
    }
  }

  @Test func imagesOf8BitsAreNeverChanged() throws {
    let mapped = ImageDecoder(valueRange: try #require(ValueRange(low: 0, high: 100)))
    for name in [
      "png-rgb", "png-grey", "png-palette", "jpeg-grey", "bmp-rgb", "tiff-None", "tiff-palette", "gif-pillow",
    ] {
      let bytes = try ImageFiles.named(name).bytes
      #expect(try mapped.decode(bytes, channels: 3) == ImageDecoder().decode(bytes, channels: 3), "\(name)")
      let facts = try ImageDecoder().facts(of: bytes)
      #expect(facts.bits == 8 && facts.values == nil)
    }
  }

  @Test(arguments: [
    ("tiff-pages", true), ("tiff-None", false), ("gif-animated", true), ("gif-pillow", false),
    ("webp-lossy-animated", true), ("webp-lossy", false), ("png-rgb", false), ("jpeg-420", false),
  ])
  func laterPicturesAreNoticed(name: String, hasMore: Bool) throws {
    #expect(try ImageDecoder().facts(of: try ImageFiles.named(name).bytes).hasMorePictures == hasMore)
  }

  @Test func aReductionIsNoticed() throws {
    let file = try ImageFiles.named("large-jpeg-420")
    let facts = try ImageDecoder(limits: DecodingLimits(maximumPixels: 30_000)).facts(of: file.bytes)
    #expect(facts.shrink == 4 && facts.size.width == (file.rgb.width + 3) / 4)
    #expect(try ImageDecoder().facts(of: file.bytes).shrink == 1)
  }
}
