import Images
import Testing

/// PNG files whose end is missing: exact pixels when none of them is affected, else an error that says how much is there.
@Suite struct TruncatedPNGTests {
  private static let names = [
    "png-rgb", "png-grey", "png-alpha", "png-palette-16", "png-bits", "png-rgb-interlaced", "png-grey-2-interlaced",
    "png-16", "png-16-interlaced", "png-orientation-6",
  ]

  /// The chunk of the end has 12 bytes; before it are the sum of the pixels' chunk and that of the stream, 4 bytes each.
  @Test(arguments: names) func aFileWithoutItsEndHasItsPixels(name: String) throws {
    let file = try ImageFiles.named(name)
    let expected = try ImageDecoder().decode(file.bytes, channels: 3)
    // What stands behind the pixels of this one would turn it.
    let whole = file.bytes.suffix(12).dropFirst(4).prefix(4).elementsEqual("IEND".utf8)
    #expect(whole)
    for missing in [1, 4, 8, 11, 12, 13, 16, 18, 20] {
      let bytes = Array(file.bytes.dropLast(missing))
      #expect(try ImageDecoder().decode(bytes, channels: 3) == expected, "\(missing) bytes missing")
      #expect(
        try ImageDecoder(limits: DecodingLimits(toleratesDamage: true)).decode(bytes, channels: 3) == expected)
      let mapped = ImageDecoder(valueRange: try #require(ValueRange(low: 100, high: 60_000)))
      #expect(try mapped.decode(bytes, channels: 3) == mapped.decode(file.bytes, channels: 3))
    }
  }

  @Test(arguments: names, [0.3, 0.6, 0.9]) func missingRowsAreCounted(name: String, share: Double) throws {
    let file = try ImageFiles.named(name)
    let bytes = Array(file.bytes.prefix(Int(Double(file.bytes.count) * share)))
    let error = #expect(throws: ImageError.self) { try ImageDecoder().decode(bytes, channels: 3) }
    let words = try #require(error?.reason.wholeMatch(of: /a PNG file that ends early: (\d+) % of its rows are there/))
    let percent = try #require(Int(words.1))
    #expect(percent < 100 && percent > 0)
  }

  /// Bytes that are wrong are an error, whether or not the end is there.
  @Test func damagedPixelsAreNotForgivenForAMissingEnd() throws {
    let file = try ImageFiles.named("png-rgb")
    for place in [60, file.bytes.count / 2, file.bytes.count - 30] {
      for missing in [0, 12, 18] {
        var bytes = Array(file.bytes.dropLast(missing))
        bytes[place] ^= 0x55
        // Without its sum nobody can tell that the last chunk is damaged, unless it does not unpack.
        guard missing < 13 else { continue }
        #expect(throws: ImageError.self, "\(place) \(missing)") { try ImageDecoder().decode(bytes, channels: 3) }
      }
    }
  }

  /// A download into a file of full size that was broken off ends in zeros.
  @Test func zerosAreNoPixels() throws {
    let file = try ImageFiles.named("png-rgb")
    let zeros = [UInt8](repeating: 0, count: 200)
    #expect(throws: ImageError.self) {
      try ImageDecoder().decode(Array(file.bytes.dropLast(200)) + zeros, channels: 3)
    }
    #expect(
      try ImageDecoder().decode(Array(file.bytes.dropLast(12)) + zeros, channels: 3)
        == ImageDecoder().decode(file.bytes, channels: 3))
  }
}
