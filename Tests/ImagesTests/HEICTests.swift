import Foundation
import Images
import TestSupport
import Testing

/// HEIC files, which `heif-enc` writes where it is installed.
@Suite struct HEICTests {
  private static let encoder = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].map { "\($0)/heif-enc" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// A smooth picture, as photographs are.
  private static let picture: Image = {
    let (width, height) = (90, 62)
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        pixels += [UInt8(128 + 100 * sin(Double(x) / 9)), UInt8(40 + 2 * y), UInt8(2 * x)]
      }
    }
    return Image(width: width, height: height, channels: 3, pixels: pixels)
  }()

  private func encoded(_ folder: TemporaryFolder, _ options: [String] = []) throws -> [UInt8] {
    let source = try folder.write(try encodePNG(Self.picture), to: "picture.png")
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.encoder))
    process.arguments = options + ["-q", "95", "-p", "chroma=444", "-o", folder.file("picture.heic"), source]
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return [UInt8](try Data(contentsOf: URL(filePath: folder.file("picture.heic"))))
  }

  @Test(.enabled(if: encoder != nil, "heif-enc is not installed (Debian: libheif-examples)"))
  func picturesAreReadAgain() throws {
    let folder = try TemporaryFolder()
    for options in [[], ["--thumb", "32"]] {
      let bytes = try encoded(folder, options)
      #expect(ImageFormat.detect(bytes) == .heic)
      let decoder = ImageDecoder()
      #expect(try decoder.size(of: bytes) == PixelSize(width: 90, height: 62))
      let found = try #require(decoder.decode(bytes, channels: 3).distance(to: Self.picture))
      #expect(found.largest <= 12 && found.mean < 2, "\(found)")
      #expect(try decoder.decode(bytes, channels: 1).channels == 1)
    }
  }

  @Test(.enabled(if: encoder != nil, "heif-enc is not installed (Debian: libheif-examples)"))
  func damagedFilesAreErrors() throws {
    let bytes = try encoded(try TemporaryFolder())
    for share in [0.1, 0.3, 0.7, 0.95] {
      let error = #expect(throws: ImageError.self, "\(share)") {
        try ImageDecoder().decode(Array(bytes.prefix(Int(Double(bytes.count) * share))), channels: 3)
      }
      #expect(error?.kind == .damaged, "\(share): \(error?.reason ?? "")")
    }
    for limits in [DecodingLimits(maximumWidth: 60), DecodingLimits(maximumPixels: 2000)] {
      let error = #expect(throws: ImageError.self) { try ImageDecoder(limits: limits).decode(bytes, channels: 3) }
      #expect(error?.kind == .tooLarge)
    }
  }
}
