import Images
import TestSupport
import Testing

/// Kinds of files are told by what they hold.
@Suite struct ImageFormatTests {
  @Test(
    arguments: [
      ("GIF89a", .gif), ("GIF87a", .gif), ("GIF88a", nil), ("BMW is a maker of cars", nil), ("", nil),
      ("II*\0\u{8}\0\0\0", .tiff),
      ("MM\0*\0\0\0\u{8}", .tiff), ("MM\0+\0\u{8}\0\0", .tiff), ("\0\0\0\u{14}ftypheic\0\0\0\0mif1", .heic),
      ("\0\0\0\u{18}ftypmif1\0\0\0\0mif1avif", .avif), ("\0\0\0\u{18}ftypmif1\0\0\0\0mif1heic", .heic),
      ("\0\0\0\u{14}ftypavis\0\0\0\0avif", .avif), ("\0\0\0\u{14}ftypisom\0\0\0\0mp42", nil),
      ("\0\0\0\u{4}ftypheic", nil),
      ("RIFF\0\0\0\0WEBP", .webp), ("RIFF\0\0\0\0WAVE", nil),
    ] as [(String, ImageFormat?)])
  func firstBytesTellTheFormat(start: String, format: ImageFormat?) {
    let bytes = Array(start.utf8)
    #expect(ImageFormat.detect(bytes) == format)
    // What is read is never counted among what is not.
    if format != nil { #expect(UnreadFormat.detect(bytes) == nil) }
  }

  @Test(
    arguments: [
      ("%PDF-1.7", .pdf), ("8BPS\0\u{1}", .photoshop), ("\0\0\0\u{C}JXL ", .jpegXL), ("\0\0\0\u{C}jP  ", .jpeg2000),
      ("P6\n64 48\n255\n", .netpbm), ("P8\n", nil), ("\n <!DOCTYPE html><html>", .html),
      ("<?xml version=\"1.0\"?>\n<svg ", .svg),
      ("<?xml version=\"1.0\"?>\n<plist ", nil), ("\0\0\0\u{14}ftypqt  \0\0\0\0qt  ", .video),
      ("\0\0\0\u{14}ftypcrx \0\0\0\0crx ", .cameraRaw),
      ("RIFF\0\0\0\0AVI LIST", .video), ("PK\u{3}\u{4}", .zip), ("a list of names", nil), ("II*\0\u{10}\0\0\0CR", nil),
    ] as [(String, UnreadFormat?)])
  func kindsThatAreNotReadHaveNames(start: String, format: UnreadFormat?) {
    let bytes = Array(start.utf8)
    #expect(UnreadFormat.detect(bytes) == format)
    if let format {
      #expect(ImageFormat.detect(bytes) == nil)
      let error = #expect(throws: ImageError.self) { try ImageDecoder().decode(bytes, channels: 3) }
      #expect(
        error?.kind == .unsupportedFormat
          && error?.reason == "\(format.withArticle), which is not read; \(format.remedy)")
    }
  }

  @Test func cameraRawIsNoTIFF() {
    func file(_ tags: [(UInt16, UInt32)]) -> [UInt8] {
      var bytes = Array("II*\0".utf8) + [8, 0, 0, 0, UInt8(tags.count), 0]
      for (tag, value) in tags {
        bytes += [UInt8(tag & 255), UInt8(tag >> 8), 4, 0, 1, 0, 0, 0]
        bytes += (0..<4).map { UInt8(value >> (8 * $0) & 255) }
      }
      return bytes
    }
    #expect(ImageFormat.detect(file([(254, 0), (256, 8)])) == .tiff)
    // A small preview before the picture of the sensor; Adobe's negative.
    for raw in [file([(254, 1), (256, 8), (330, 100)]), file([(254, 0), (50706, 1)])] {
      #expect(ImageFormat.detect(raw) == nil && UnreadFormat.detect(raw) == .cameraRaw)
    }
    // A reduced picture alone is a TIFF file.
    #expect(ImageFormat.detect(file([(254, 1), (256, 8)])) == .tiff)
  }

  @Test func everyFileOfTheReferencesHasTheFormatOfItsName() throws {
    for file in try ImageFiles.all.get().cases {
      let name = file.name.replacing("large-", with: "").prefix { $0 != "-" }
      #expect(ImageFormat.detect(file.bytes)?.rawValue.lowercased() == String(name), "\(file.name)")
      #expect(
        ImageFormat.detect(Array(file.bytes.prefix(ImageFormat.headerByteCount)))?.rawValue.lowercased() == String(name)
      )
    }
  }

  @Test func formatsAreNamedInOneSentence() {
    #expect(ImageFormat.names == "JPEG, PNG, WebP, BMP, TIFF, GIF, HEIC and AVIF")
    #expect(ImageFormat.avif.withArticle == "an AVIF" && ImageFormat.tiff.withArticle == "a TIFF")
    #expect(UnreadFormat.allCases.allSatisfy { !$0.withArticle.hasPrefix("an J") && !$0.remedy.isEmpty })
  }
}
