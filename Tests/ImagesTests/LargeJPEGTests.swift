import Images
import Testing

/// JPEG files of more pixels than the limits accept, which are decoded at a fraction of their size.
@Suite struct LargeJPEGTests {
  private let names = ["large-jpeg-444", "large-jpeg-420", "large-jpeg-orientation-7"]

  private func limited(_ pixels: Int) -> ImageDecoder { ImageDecoder(limits: DecodingLimits(maximumPixels: pixels)) }

  @Test func theSmallestReductionThatMeetsTheLimitIsTaken() throws {
    for name in names {
      let file = try ImageFiles.named(name)
      let (width, height) = (file.rgb.width, file.rgb.height)
      for (pixels, shrink) in [(width * height, 1), (width * height - 1, 2), (36_400, 2), (30_000, 4), (5_000, 8)] {
        let decoder = limited(pixels)
        let size = PixelSize(width: (width + shrink - 1) / shrink, height: (height + shrink - 1) / shrink)
        #expect(try decoder.size(of: file.bytes) == size, "\(name) \(pixels)")
        // The same pixels as those of a decoder that is free to take that scale.
        let image = try decoder.decode(file.bytes, channels: 3)
        let whole = PixelRegion(x: 0, y: 0, width: width, height: height)
        let free = ImageDecoder()
        let expected = try file.bytes.withUnsafeBytes { bytes in
          Image(
            try free.decodeRegion(of: bytes, channels: 3) { _ in
              RegionRequest(region: whole, maximumShrink: Double(shrink))
            }, channels: 3)
        }
        #expect(image == expected, "\(name) \(pixels)")
      }
    }
  }

  @Test func regionsOfAReducedImageAreItsParts() throws {
    for name in names {
      let file = try ImageFiles.named(name)
      let decoder = limited(40_000)
      let whole = try decoder.decode(file.bytes, channels: 3)
      for region in TestRegions.of(whole) {
        let part = try file.bytes.withUnsafeBytes { bytes in
          let decoded = try decoder.decodeRegion(of: bytes, channels: 3) { _ in RegionRequest(region: region) }
          return Image(decoded, channels: 3).part(
            PixelRegion(
              x: region.x - Int(decoded.originX), y: region.y - Int(decoded.originY), width: region.width,
              height: region.height))
        }
        #expect(part == whole.part(region), "\(name) \(region)")
        // And smaller still, where that is allowed.
        try file.bytes.withUnsafeBytes { bytes in
          let decoded = try decoder.decodeRegion(of: bytes, channels: 3) { _ in
            RegionRequest(region: region, maximumShrink: 8)
          }
          #expect(decoded.shrink == 4)
        }
      }
    }
  }

  /// What does not fit at an eighth, or is kept whole while it is decoded, is too large.
  @Test func theRestIsTooLarge() throws {
    for (name, pixels) in [("large-jpeg-444", 2_000), ("large-jpeg-progressive", 100_000), ("png-rgb", 5_000)] {
      let bytes = try ImageFiles.named(name).bytes
      let error = #expect(throws: ImageError.self) { try limited(pixels).decode(bytes, channels: 3) }
      #expect(error?.kind == .tooLarge, "\(name)")
    }
  }
}
