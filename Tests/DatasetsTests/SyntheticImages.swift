import Augmentation
import Foundation
import Images

@testable import Datasets

/// Images made up on the spot, some of them bad, some of them slow.
struct SyntheticImages: ImageDataset {
  let count: Int
  var channels = 1
  var classNames: [String] = []
  var labels: [Int?] = []
  /// The images that are no image files.
  var bad: Set<Int> = []
  /// The images that take a while.
  var slow: Set<Int> = []

  func label(at index: Int) -> Int? { labels.isEmpty ? nil : labels[index] }
  func name(at index: Int) -> String { "image-\(index)" }

  func source(at index: Int) throws(DatasetError) -> ImageSource {
    if slow.contains(index) { Thread.sleep(forTimeInterval: 0.005) }
    if bad.contains(index) { return .encoded(Array("no image".utf8)) }
    let pixels = (0..<(8 * 8 * channels)).map { UInt8(($0 * 7 + index * 13) % 256) }
    return .decoded(Image(width: 8, height: 8, channels: channels, pixels: pixels))
  }
}
