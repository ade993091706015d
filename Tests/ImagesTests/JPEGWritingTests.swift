import Foundation
import Testing

@testable import Images

/// Images that are written as JPEG.
@Suite struct JPEGWritingTests {
  /// A smooth picture, as photographs are.
  private func picture(channels: Int) -> Image {
    let (width, height) = (70, 45)
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<channels {
          pixels.append(UInt8(128 + 100 * sin(Double(x + 20 * channel) / 9) * cos(Double(y) / 7)))
        }
      }
    }
    return Image(width: width, height: height, channels: channels, pixels: pixels)
  }

  @Test(arguments: [1, 3]) func whatIsWrittenIsReadAgain(channels: Int) throws {
    let original = picture(channels: channels)
    let file = try encodeJPEG(original)
    #expect(ImageFormat.detect(file) == .jpeg && file.count < original.pixels.count / 2)
    let read = try file.withUnsafeBytes { try ImageDecoder().decode($0, channels: channels) }
    #expect(read.width == 70 && read.height == 45 && read.channels == channels)
    let squares = zip(read.pixels, original.pixels).map { (Double($0) - Double($1)) * (Double($0) - Double($1)) }
    #expect(squares.reduce(0, +) / Double(squares.count) < 9)
    // More quality, more bytes, and less is lost.
    #expect(
      try encodeJPEG(original, quality: 98).count > file.count && encodeJPEG(original, quality: 20).count < file.count)
  }
}
