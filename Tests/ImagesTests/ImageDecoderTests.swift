import Images
import TestSupport
import Testing

/// Decoding against Pillow.
@Suite struct ImageDecoderTests {
  @Test func everyFileDecodesAsByPillow() throws {
    let decoder = ImageDecoder()
    let cases = try ImageFiles.all.get().cases
    #expect(cases.count == 60)
    for file in cases {
      let size = try decoder.size(of: file.bytes)
      #expect(size == PixelSize(width: file.rgb.width, height: file.rgb.height), "\(file.name)")
      let rgb = try #require(decoder.decode(file.bytes, channels: 3).distance(to: file.rgb), "\(file.name)")
      let grey = try #require(decoder.decode(file.bytes, channels: 1).distance(to: file.grey), "\(file.name)")
      // Two versions of a lossy codec may round differently.
      let isLossy = file.name.contains("jpeg") || file.name.contains("lossy") || file.name == "webp-orientation-8"
      #expect(rgb.largest <= (isLossy ? 2 : 0) && rgb.mean <= 0.01, "\(file.name) RGB: \(rgb)")
      #expect(grey.largest <= (isLossy ? 2 : 0) && grey.mean <= 0.01, "\(file.name) grey: \(grey)")
    }
  }

  @Test(arguments: [
    "large-jpeg-444", "large-jpeg-422", "large-jpeg-420", "large-jpeg-orientation-7", "jpeg-progressive", "jpeg-cmyk",
    "jpeg-grey", "png-rgb", "png-orientation-6", "webp-lossy", "webp-orientation-8", "webp-lossy-animated",
    "webp-lossy-animated-part", "webp-lossless-animated-part", "bmp-rgb", "bmp-palette", "bmp-runs-4", "bmp-runs-8",
    "bmp-565", "png-16-interlaced",
  ])
  func regionsEqualPartsOfTheWhole(name: String) throws {
    let file = try ImageFiles.named(name)
    let decoder = ImageDecoder()
    let whole = try decoder.decode(file.bytes, channels: 3)
    for region in TestRegions.of(whole) {
      let part = try file.bytes.withUnsafeBytes { bytes in
        let decoded = try decoder.decodeRegion(of: bytes, channels: 3) { size in
          #expect(size == PixelSize(width: whole.width, height: whole.height))
          return RegionRequest(region: region)
        }
        #expect(decoded.shrink == 1)
        return Image(decoded, channels: 3).part(
          PixelRegion(
            x: region.x - Int(decoded.originX), y: region.y - Int(decoded.originY), width: region.width,
            height: region.height))
      }
      #expect(part.distance(to: whole.part(region))?.largest == 0, "\(name) \(region)")
    }
  }

  @Test(arguments: ["large-jpeg-444", "large-jpeg-420", "large-jpeg-orientation-7"], [2, 4, 8])
  func shrunkRegionsLieWhereTheySay(name: String, shrink: Int) throws {
    let file = try ImageFiles.named(name)
    let decoder = ImageDecoder()
    let whole = try decoder.decode(file.bytes, channels: 3)
    for region in TestRegions.of(whole) {
      try file.bytes.withUnsafeBytes { bytes in
        let decoded = try decoder.decodeRegion(of: bytes, channels: 3) { _ in
          RegionRequest(region: region, maximumShrink: Double(shrink) + 0.5)
        }
        #expect(decoded.shrink == shrink)
        let picture = Image(decoded, channels: 3)
        // Each shrunk pixel is near the mean of those it stands for; half a pixel of displacement would show.
        var sum = 0.0
        var count = 0
        for y in stride(from: region.y, to: region.y + region.height - shrink, by: shrink) {
          for x in stride(from: region.x, to: region.x + region.width - shrink, by: shrink) {
            let column = Int((Double(x) / Double(shrink) - decoded.originX).rounded(.up))
            let row = Int((Double(y) / Double(shrink) - decoded.originY).rounded(.up))
            // The pixel's extent in the whole image may start between two pixels when the picture is mirrored.
            let left = (Double(column) + decoded.originX) * Double(shrink)
            let top = (Double(row) + decoded.originY) * Double(shrink)
            let block = PixelRegion(x: Int(left.rounded()), y: Int(top.rounded()), width: shrink, height: shrink)
            guard block.x + shrink <= whole.width, block.y + shrink <= whole.height else { continue }
            let mean =
              whole.part(block).pixels.enumerated().filter { $0.offset % 3 == 0 }
              .reduce(0.0) { $0 + Double($1.element) } / Double(shrink * shrink)
            sum += abs(mean - Double(picture.pixels[(row * picture.width + column) * 3]))
            count += 1
          }
        }
        #expect(sum / Double(count) < 2.5, "\(name) \(shrink) \(region): \(sum / Double(count))")
      }
    }
  }

  @Test func encodedFilesComeBack() throws {
    let decoder = ImageDecoder()
    for channels in [1, 3] {
      let pixels = (0..<(7 * 5 * channels)).map { UInt8($0 * 37 % 256) }
      let image = Image(width: 7, height: 5, channels: channels, pixels: pixels)
      #expect(try decoder.decode(encodePNG(image), channels: channels).distance(to: image)?.largest == 0)
    }
  }
}
