import Images
import Testing

/// Files that are no images, or no whole ones, or too large.
@Suite struct BadFileTests {
  private func failure(_ bytes: [UInt8], _ limits: DecodingLimits = DecodingLimits()) -> ImageError? {
    #expect(throws: ImageError.self) { try ImageDecoder(limits: limits).decode(bytes, channels: 3) }
  }

  @Test func otherFilesAreNamedAsSuch() {
    for bytes in [[], [0xFF], Array("just text, no image".utf8), [UInt8](repeating: 0, count: 1000)] {
      let error = failure(bytes)
      #expect(error?.kind == .unsupportedFormat)
      let remedy = "not a JPEG, PNG, WebP, BMP, TIFF, GIF, HEIC or AVIF file"
      #expect(error?.reason == (bytes.isEmpty ? "an empty file" : remedy))
    }
  }

  @Test func truncatedFilesAreDamaged() throws {
    // Of an animation, the second half holds frames that nobody asks for.
    for file in try ImageFiles.all.get().cases {
      for share in file.name.contains("animated") ? [0.1, 0.2] : [0.3, 0.7, 0.95] {
        // A PNG file that lacks no more than its end, which has 20 bytes, is used.
        let isPNG = file.name.hasPrefix("png")
        let bytes = Array(
          file.bytes.prefix(min(Int(Double(file.bytes.count) * share), file.bytes.count - (isPNG ? 30 : 0))))
        let error = failure(bytes)
        #expect(error?.kind == .damaged, "\(file.name) \(share): \(error.map(String.init(describing:)) ?? "none")")
      }
    }
  }

  @Test func aTruncatedFileIsDamagedWhicheverRegionIsWanted() throws {
    for name in ["large-jpeg-420", "large-jpeg-orientation-7", "jpeg-progressive"] {
      let bytes = try ImageFiles.named(name).bytes.dropLast(300)
      #expect(throws: ImageError.self) {
        try Array(bytes).withUnsafeBytes {
          try ImageDecoder().decodeRegion(of: $0, channels: 3) { _ in
            RegionRequest(region: PixelRegion(x: 0, y: 0, width: 10, height: 10))
          }
        }
      }
    }
  }

  @Test func damageIsToleratedOnlyOnRequest() throws {
    let file = try ImageFiles.named("large-jpeg-420")
    let bytes = Array(file.bytes.prefix(file.bytes.count / 2))
    #expect(failure(bytes)?.kind == .damaged)
    let image = try ImageDecoder(limits: DecodingLimits(toleratesDamage: true)).decode(bytes, channels: 3)
    let top = PixelRegion(x: 0, y: 0, width: image.width, height: 40)
    #expect(try #require(image.part(top).distance(to: file.rgb.part(top))).largest <= 2)
  }

  @Test func limitsAreChecked() throws {
    for file in try ImageFiles.all.get().cases {
      // A JPEG file is decoded at an eighth of its size if need be.
      let limits =
        file.name.contains("jpeg")
        ? [DecodingLimits(maximumWidth: 7), DecodingLimits(maximumHeight: 7), DecodingLimits(maximumPixels: 60)]
        : [DecodingLimits(maximumWidth: 60), DecodingLimits(maximumHeight: 60), DecodingLimits(maximumPixels: 5000)]
      for limit in limits { #expect(failure(file.bytes, limit)?.kind == .tooLarge, "\(file.name)") }
    }
  }

  /// A header alone must not make the decoder allocate what it promises.
  @Test func hugeHeadersAreRefused() throws {
    var png = try ImageFiles.named("png-rgb").bytes
    png.replaceSubrange(16..<24, with: [0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF])
    // The header's checksum is wrong now, which libpng notices first.
    #expect([.damaged, .tooLarge].contains(failure(png)?.kind))
    var bmp = try ImageFiles.named("bmp-rgb").bytes
    bmp.replaceSubrange(18..<26, with: [0xFF, 0xFF, 0, 0, 0xFF, 0xFF, 0, 0])
    #expect(failure(bmp)?.kind == .tooLarge)
    bmp.replaceSubrange(18..<26, with: [0xFF, 0x03, 0, 0, 0xFF, 0x03, 0, 0])
    #expect(failure(bmp)?.kind == .damaged)
  }

  @Test func errorsAreOneLine() throws {
    for file in try ImageFiles.all.get().cases {
      let error = failure(Array(file.bytes.prefix(file.bytes.count / 5)))
      #expect(error?.reason.contains("\n") == false)
    }
  }

  /// Mutated files must give an image or an error, never a crash.
  @Test func mutatedFilesNeverCrash() throws {
    var state: UInt64 = 42
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let decoder = ImageDecoder(limits: DecodingLimits(maximumPixels: 1 << 20))
    for file in try ImageFiles.all.get().cases where !file.name.hasPrefix("large") {
      for _ in 0..<25 {
        var bytes = file.bytes
        for _ in 0..<(1 + next(8)) { bytes[next(min(bytes.count, 1 + next(bytes.count)))] = UInt8(next(256)) }
        do {
          let image = try decoder.decode(bytes, channels: 3)
          #expect(image.pixels.count == image.width * image.height * 3)
        } catch is ImageError {}
      }
      // The decoder still works after failures.
      #expect(try decoder.decode(file.bytes, channels: 3).width == file.rgb.width)
    }
  }
}
