import Images
import TestSupport
import Testing

/// TIFF, GIF and AVIF files against Pillow.
@Suite struct ImageKindTests {
  @Test func everyFileDecodesAsByPillow() throws {
    let decoder = ImageDecoder()
    let cases = try ImageFiles.kinds.get().cases
    #expect(cases.filter { $0.name.hasPrefix("tiff") }.count >= 60)
    #expect(cases.filter { $0.name.hasPrefix("gif") }.count == 12)
    for file in cases {
      let size = try decoder.size(of: file.bytes)
      #expect(size == PixelSize(width: file.rgb.width, height: file.rgb.height), "\(file.name)")
      let rgb = try #require(decoder.decode(file.bytes, channels: 3).distance(to: file.rgb), "\(file.name)")
      let grey = try #require(decoder.decode(file.bytes, channels: 1).distance(to: file.grey), "\(file.name)")
      let (largest, mean) = tolerance(file.name)
      #expect(rgb.largest <= largest && rgb.mean <= mean, "\(file.name) RGB: \(rgb)")
      #expect(grey.largest <= largest && grey.mean <= mean, "\(file.name) grey: \(grey)")
    }
  }

  /// How far the pixels may be from Pillow's, which other libraries have computed.
  private func tolerance(_ name: String) -> (largest: Int, mean: Double) {
    // Colour at half the resolution is interpolated by one library and repeated by the other.
    if name == "avif-420" { return (80, 4) }
    if name.hasPrefix("avif") { return (4, 1) }
    return name == "tiff-jpeg" ? (2, 0.01) : name == "tiff-ycbcr" ? (1, 0.5) : (0, 0)
  }

  @Test func regionsEqualPartsOfTheWhole() throws {
    let decoder = ImageDecoder()
    for file in try ImageFiles.kinds.get().cases {
      let whole = try decoder.decode(file.bytes, channels: 3)
      for region in TestRegions.of(whole) {
        let part = try file.bytes.withUnsafeBytes { bytes in
          let decoded = try decoder.decodeRegion(of: bytes, channels: 3) { _ in RegionRequest(region: region) }
          return Image(decoded, channels: 3).part(
            PixelRegion(
              x: region.x - Int(decoded.originX), y: region.y - Int(decoded.originY), width: region.width,
              height: region.height))
        }
        #expect(part.distance(to: whole.part(region))?.largest == 0, "\(file.name) \(region)")
      }
    }
  }

  @Test func truncatedFilesAreDamaged() throws {
    for file in try ImageFiles.kinds.get().cases where !file.name.contains("animated") && file.name != "tiff-pages" {
      for share in [0.3, 0.7, 0.95] {
        let bytes = Array(file.bytes.prefix(Int(Double(file.bytes.count) * share)))
        let error = #expect(throws: ImageError.self, "\(file.name) \(share)") {
          try ImageDecoder().decode(bytes, channels: 3)
        }
        #expect(error?.kind == .damaged, "\(file.name) \(share): \(error.map(String.init(describing:)) ?? "none")")
        #expect(error?.reason.contains("\n") == false)
      }
    }
  }

  /// Whichever region is wanted: a strip that it does not need is missing.
  @Test func aTIFFFileWithoutItsLastStripsIsDamaged() throws {
    // Pillow writes the directory before the pixels.
    let file = try ImageFiles.named("tiff-None")
    let bytes = Array(file.bytes.dropLast(file.bytes.count / 3))
    let error = #expect(throws: ImageError.self) {
      try bytes.withUnsafeBytes {
        try ImageDecoder().decodeRegion(of: $0, channels: 3) { _ in
          RegionRequest(region: PixelRegion(x: 0, y: 0, width: 10, height: 10))
        }
      }
    }
    #expect(error?.reason.hasPrefix("a TIFF file that ends early: ") == true, "\(error?.reason ?? "")")
  }

  /// A GIF file that lacks only what follows its first picture is used; one that lacks pixels says how much is there.
  @Test(arguments: ["gif-whole", "gif-interlaced"]) func missingEndsOfGIFFiles(name: String) throws {
    let file = try ImageFiles.named(name)
    // The mark of the end; the empty block before it.
    for missing in [1, 2] {
      let found = try ImageDecoder().decode(Array(file.bytes.dropLast(missing)), channels: 3)
      #expect(found.distance(to: file.rgb)?.largest == 0)
    }
    let error = #expect(throws: ImageError.self) {
      try ImageDecoder().decode(Array(file.bytes.prefix(file.bytes.count / 2)), channels: 3)
    }
    let reason = error?.reason ?? ""
    #expect(reason.wholeMatch(of: /a GIF file that ends early: (3|4)\d % of its rows are there/) != nil, "\(reason)")
  }

  @Test func limitsAreChecked() throws {
    let limits = [
      DecodingLimits(maximumWidth: 60), DecodingLimits(maximumHeight: 60), DecodingLimits(maximumPixels: 2000),
    ]
    for file in try ImageFiles.kinds.get().cases where file.name != "gif-beyond" {
      for limit in limits {
        let error = #expect(throws: ImageError.self, "\(file.name)") {
          try ImageDecoder(limits: limit).decode(file.bytes, channels: 3)
        }
        #expect(error?.kind == .tooLarge, "\(file.name)")
      }
    }
  }

  @Test func mutatedFilesNeverCrash() throws {
    var mutator = FileMutator(seed: 7)
    let decoder = ImageDecoder(limits: DecodingLimits(maximumPixels: 1 << 20))
    let files = try ImageFiles.kinds.get().cases
    var (images, errors) = (0, 0)
    for round in 0..<2000 {
      let bytes = mutator.mutate(files[round % files.count].bytes, other: files[mutator.next(files.count)].bytes)
      do {
        let image = try decoder.decode(bytes, channels: round % 2 == 0 ? 3 : 1)
        #expect(!image.pixels.isEmpty)
        images += 1
      } catch is ImageError { errors += 1 }
    }
    #expect(images > 100 && errors > 100, "\(images) images, \(errors) errors")
  }
}
