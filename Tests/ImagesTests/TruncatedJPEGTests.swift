import Images
import Testing

/// JPEG files whose end is missing: exact pixels when none of them is affected, else an error that says how much is there.
@Suite struct TruncatedJPEGTests {
  private static let names = [
    "large-jpeg-444", "large-jpeg-422", "large-jpeg-420", "large-jpeg-orientation-7", "large-jpeg-progressive",
    "jpeg-grey", "jpeg-cmyk", "jpeg-progressive",
  ]

  /// Decodes part of a file, perhaps shrunk.
  private func decode(_ bytes: [UInt8], _ region: PixelRegion, shrink: Int = 1, tolerant: Bool = false) throws -> Image
  {
    try bytes.withUnsafeBytes { bytes in
      let decoder = ImageDecoder(limits: DecodingLimits(toleratesDamage: tolerant))
      let decoded = try decoder.decodeRegion(of: bytes, channels: 3) { _ in
        RegionRequest(region: region, maximumShrink: Double(shrink))
      }
      return Image(decoded, channels: 3)
    }
  }

  private func reason(_ bytes: [UInt8], _ region: PixelRegion, shrink: Int = 1) -> String {
    let error = #expect(throws: ImageError.self) { try decode(bytes, region, shrink: shrink) }
    #expect(error?.kind == .damaged)
    return error?.reason ?? ""
  }

  /// Where scans begin.
  private func scans(_ bytes: [UInt8]) -> [Int] {
    bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
  }

  @Test(arguments: names) func aFileWithoutItsEndMarkHasItsPixels(name: String) throws {
    let file = try ImageFiles.named(name)
    #expect(file.bytes.suffix(2) == [0xFF, 0xD9])
    for shrink in [1, 2, 4, 8] {
      for region in TestRegions.of(file.rgb) {
        let expected = try decode(file.bytes, region, shrink: shrink)
        for missing in [1, 2] {
          let found = try decode(Array(file.bytes.dropLast(missing)), region, shrink: shrink)
          #expect(found == expected, "\(missing) bytes missing, 1/\(shrink), \(region)")
        }
      }
    }
  }

  @Test(arguments: names) func fewMissingBytesAreAnErrorOrChangeNothing(name: String) throws {
    let file = try ImageFiles.named(name)
    let whole = PixelRegion(x: 0, y: 0, width: file.rgb.width, height: file.rgb.height)
    let corner = PixelRegion(x: 0, y: 0, width: 9, height: 9)
    let expected = try decode(file.bytes, whole)
    let shrunk = try decode(file.bytes, corner, shrink: 4)
    var errors = 0
    for missing in 1..<40 {
      let bytes = Array(file.bytes.dropLast(missing))
      do {
        let found = try decode(bytes, whole)
        #expect(found == expected, "\(missing) bytes missing")
        #expect(try decode(bytes, corner, shrink: 4) == shrunk)
      } catch let error as ImageError {
        errors += 1
        #expect(error.reason.hasPrefix("a JPEG file that ends early: "))
        // A part that is there, coarsely decoded, must not hide it.
        #expect(reason(bytes, corner, shrink: 4) == error.reason)
      }
    }
    #expect(errors > 20 && errors < 39)
  }

  @Test(arguments: ["large-jpeg-444", "large-jpeg-422", "large-jpeg-420"], [0.2, 0.5, 0.8])
  func missingRowsAreCounted(name: String, share: Double) throws {
    let file = try ImageFiles.named(name)
    let whole = PixelRegion(x: 0, y: 0, width: file.rgb.width, height: file.rgb.height)
    let bytes = Array(file.bytes.prefix(Int(Double(file.bytes.count) * share)))
    let found = reason(bytes, whole)
    let words = try #require(found.wholeMatch(of: /a JPEG file that ends early: (\d+) % of its rows are there/))
    let percent = try #require(Int(words.1))
    let intact = try decode(file.bytes, whole)
    let torn = try decode(bytes, whole, tolerant: true)
    let rows = (0..<intact.height).prefix { y in
      let row = PixelRegion(x: 0, y: y, width: intact.width, height: 1)
      return torn.part(row) == intact.part(row)
    }
    // Blocks are up to 16 rows high, and the last whole row of them may lend its colours to the next.
    #expect(
      abs(rows.count - percent * intact.height / 100) <= 20, "\(rows.count) of \(intact.height) rows, \(percent) %")
    for region in TestRegions.of(intact) {
      for shrink in [1, 2, 8] { #expect(reason(bytes, region, shrink: shrink) == found) }
    }
  }

  @Test func scansAreCountedInProgressiveFiles() throws {
    let file = try ImageFiles.named("large-jpeg-progressive")
    let whole = PixelRegion(x: 0, y: 0, width: file.rgb.width, height: file.rgb.height)
    let scans = scans(file.bytes)
    #expect(scans.count == 10)
    for number in 1..<scans.count {
      // The tables of a scan stand before it; a file may end anywhere in them, too.
      let between = Array(file.bytes.prefix(scans[number]))
      let plural = number == 1 ? "" : "s"
      #expect(
        reason(between, whole)
          == "a JPEG file that ends early: \(number) whole scan\(plural) and 0 % of the rows of the next are there")
      let end = number + 1 < scans.count ? scans[number + 1] : file.bytes.count
      let within = Array(file.bytes.prefix((scans[number] + end) / 2))
      let found = reason(within, whole)
      #expect(found.hasPrefix("a JPEG file that ends early: \(number) whole scan\(plural) and "), "\(found)")
      #expect(reason(within, PixelRegion(x: 0, y: 0, width: 8, height: 8), shrink: 8) == found)
    }
    #expect(
      reason(Array(file.bytes.prefix(scans[0] + 30)), whole)
        == "a JPEG file that ends early: 0 whole scans and 0 % of the rows of the next are there")
    #expect(
      reason(Array(file.bytes.prefix(scans[0])), whole) == "a JPEG file that ends early: its header is incomplete")
  }

  /// Zeros decode without a complaint of the codec.
  @Test(arguments: ["large-jpeg-420", "large-jpeg-progressive", "jpeg-grey"]) func zerosAreNoPixels(name: String) throws
  {
    let file = try ImageFiles.named(name)
    let whole = PixelRegion(x: 0, y: 0, width: file.rgb.width, height: file.rgb.height)
    for zeros in [100, file.bytes.count / 2] {
      let bytes = Array(file.bytes.dropLast(zeros)) + [UInt8](repeating: 0, count: zeros)
      #expect(reason(bytes, whole) == "a JPEG file that ends in zeros, as downloads that were broken off do")
    }
    // Behind the end mark they do no harm.
    let padded = file.bytes + [UInt8](repeating: 0, count: 512)
    #expect(try decode(padded, whole) == decode(file.bytes, whole))
  }
}
