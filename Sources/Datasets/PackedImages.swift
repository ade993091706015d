import Augmentation
import Images

/// A small data set that lies decoded in memory, all images of one size in one block.
public struct PackedImages: ImageDataset {
  public let count: Int
  /// The number of columns of every image.
  public let width: Int
  /// The number of rows of every image.
  public let height: Int
  public let channels: Int
  public let classNames: [String]
  private let split: DatasetSplit
  /// `count · height · width · channels` values.
  private let pixels: [UInt8]
  private let labels: [UInt8]?
  /// The files in their state before they were read.
  private let files: [SourceFile]

  /// Wraps the images of `split`, read from `files`; the caller has checked the counts.
  init(
    split: DatasetSplit, width: Int, height: Int, channels: Int, pixels: [UInt8], labels: [UInt8]?,
    classNames: [String], files: [SourceFile]
  ) {
    let count = pixels.count / (width * height * channels)
    precondition(pixels.count == count * width * height * channels, "packed images fill their block")
    precondition(labels.map { $0.count == count } ?? true, "packed images have a label each")
    self.count = count
    self.split = split
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
    self.labels = labels
    self.classNames = classNames
    self.files = files
  }

  public var keptBytes: Int { pixels.count }
  public func label(at index: Int) -> Int? { labels.map { Int($0[index]) } }

  public func name(at index: Int) -> String {
    let digits = String(index)
    return split.rawValue + "/" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
  }

  public func sourceFiles(of indices: [Int]) throws(DatasetError) -> [SourceFile]? { files }

  public func source(at index: Int) throws(DatasetError) -> ImageSource {
    let size = width * height * channels
    let image = Array(pixels[(index * size)..<((index + 1) * size)])
    return .decoded(Image(width: width, height: height, channels: channels, pixels: image))
  }
}
