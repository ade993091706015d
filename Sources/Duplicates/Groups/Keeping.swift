import Datasets
import Foundation
import Images

/// Chooses which image of a group to keep: the one with the most pixels, of several the sharpest, then the oldest, then the one with the
/// most bytes, then the first.
enum Keeping {
  /// Sharpness within 1 % says nothing.
  private static let leastAdvantage = 1.01

  /// The place of the one to keep, and why.
  static func choose(
    count: Int, pixels: (Int) -> Int, sharpness: (Int) throws -> Double, modified: (Int) -> Int?,
    sizeBytes: (Int) -> Int
  ) rethrows -> (place: Int, reason: String) {
    let most = (0..<count).map(pixels).max() ?? 0
    var left = (0..<count).filter { pixels($0) == most }
    if left.count == 1 { return (left[0], "the largest") }
    let clarity = try left.map(sharpness)
    let sharpest = clarity.max() ?? 0
    let sharp = zip(left, clarity).filter { $1 * leastAdvantage >= sharpest }.map(\.0)
    let isSharper = sharp.count < left.count
    left = sharp
    if left.count == 1 { return (left[0], "the sharpest of the largest") }
    let dates = left.map(modified)
    if let oldest = dates.compactMap({ $0 }).min() {
      let old = zip(left, dates).filter { $1 == oldest }.map(\.0)
      // Of one file by several paths, all are the oldest.
      if old.count < left.count { return (old[0], isSharper ? "the oldest of the sharpest" : "the oldest of equals") }
    }
    let bytes = left.map(sizeBytes).max() ?? 0
    let heavy = left.filter { sizeBytes($0) == bytes }
    if heavy.count < left.count { return (heavy[0], "the file with the most bytes, of equals") }
    return (left[0], "the first of equals")
  }

  /// The mean absolute difference of luminance between neighbouring pixels: less where an image was blurred or enlarged.
  static func sharpness(of image: Image) -> Double {
    var sum = 0
    let (width, channels) = (image.width, image.channels)
    let row = width * channels
    // Green stands for luminance.
    let channel = channels == 3 ? 1 : 0
    image.pixels.withUnsafeBufferPointer { pixels in
      for y in 0..<image.height {
        for x in 0..<width {
          let place = y * row + x * channels + channel
          let value = Int(pixels[place])
          if x + 1 < width { sum += abs(value - Int(pixels[place + channels])) }
          if y + 1 < image.height { sum += abs(value - Int(pixels[place + row])) }
        }
      }
    }
    return Double(sum) / Double(2 * width * image.height)
  }
}
