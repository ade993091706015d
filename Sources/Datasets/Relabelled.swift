import Images

/// The images of another data set under other classes.
struct Relabelled: ImageDataset {
  let base: any ImageDataset
  let classNames: [String]
  /// The class of each image; nil for none.
  let labels: [Int?]

  var count: Int { base.count }
  var channels: Int { base.channels }
  var keptBytes: Int { base.keptBytes }
  var storage: StorageLayout? { base.storage }
  func label(at index: Int) -> Int? { labels[index] }
  func name(at index: Int) -> String { base.name(at: index) }
  func source(at index: Int) throws(DatasetError) -> ImageSource { try base.source(at: index) }
  func fileBytes(at index: Int) throws(DatasetError) -> [UInt8]? { try base.fileBytes(at: index) }
  func willNeed(_ indices: [Int]) { base.willNeed(indices) }
  func sourceFiles(of indices: [Int]) throws(DatasetError) -> [SourceFile]? { try base.sourceFiles(of: indices) }
}
