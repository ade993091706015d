import Augmentation
import Images

/// The images of several data sets, one after the other, under the classes of all.
struct JoinedImages: ImageDataset {
  /// One of the data sets.
  struct Part {
    /// What stands before the names of its images; empty for nothing.
    let prefix: String
    let images: any ImageDataset
  }

  private let parts: [Part]
  /// Where each part begins.
  private let starts: [Int]
  /// The number of each class of each part among all classes.
  private let labels: [[Int]]
  let classNames: [String]
  let count: Int

  init(_ parts: [Part]) {
    self.parts = parts
    var (starts, count): ([Int], Int) = ([], 0)
    for part in parts {
      starts.append(count)
      count += part.images.count
    }
    (self.starts, self.count) = (starts, count)
    classNames = Set(parts.flatMap { $0.images.classNames }).inClassOrder()
    let numbers = Dictionary(uniqueKeysWithValues: classNames.enumerated().map { ($1, $0) })
    labels = parts.map { $0.images.classNames.compactMap { numbers[$0] } }
  }

  var channels: Int { parts.map(\.images.channels).max() ?? 3 }
  var keptBytes: Int { parts.reduce(0) { $0 + $1.images.keptBytes } }

  func label(at index: Int) -> Int? {
    let (part, own) = place(of: index)
    return parts[part].images.label(at: own).map { labels[part][$0] }
  }

  func name(at index: Int) -> String {
    let (part, own) = place(of: index)
    return parts[part].prefix + parts[part].images.name(at: own)
  }

  func source(at index: Int) throws(DatasetError) -> ImageSource {
    let (part, own) = place(of: index)
    return try parts[part].images.source(at: own)
  }

  func fileBytes(at index: Int) throws(DatasetError) -> [UInt8]? {
    let (part, own) = place(of: index)
    return try parts[part].images.fileBytes(at: own)
  }

  func willNeed(_ indices: [Int]) {
    for (part, own) in grouped(indices) { parts[part].images.willNeed(own) }
  }

  func sourceFiles(of indices: [Int]) throws(DatasetError) -> [SourceFile]? {
    var files: [SourceFile] = []
    for (part, own) in grouped(indices) {
      guard let some = try parts[part].images.sourceFiles(of: own) else { return nil }
      files += some
    }
    return files
  }

  /// The part of an image and its place there.
  private func place(of index: Int) -> (part: Int, index: Int) {
    var (low, high) = (0, starts.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if starts[middle] <= index { low = middle } else { high = middle - 1 }
    }
    return (low, index - starts[low])
  }

  /// Runs of images of one part, in the order in which they were given.
  private func grouped(_ indices: [Int]) -> [(part: Int, indices: [Int])] {
    var runs: [(part: Int, indices: [Int])] = []
    for index in indices {
      let (part, own) = place(of: index)
      if runs.last?.part == part { runs[runs.count - 1].indices.append(own) } else { runs.append((part, [own])) }
    }
    return runs
  }
}
