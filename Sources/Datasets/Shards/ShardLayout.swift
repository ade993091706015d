/// The shards that a path names, divided into `train` and a test part or not.
///
/// A folder is divided if it has a sub-folder `train`, and perhaps `test`, `val` or `validation`, whose only content are
/// shards. Otherwise all images are for training, unless their paths inside the shards begin with `train/` and one of those.
struct ShardLayout {
  private static let testNames = ["test", "val", "validation"]

  private let origin: String
  private let train: TarShards
  private let test: TarShards?

  /// The shards that a pattern such as `train-{000..127}.tar` stands for.
  init(pattern: String) throws(DatasetError) {
    try self.init(train: try ShardPattern.files(pattern), test: [], origin: pattern, folders: nil)
  }

  /// The shards in `folder` or in its parts; nil if it holds anything else to learn from.
  init?(folder: String) throws(DatasetError) {
    guard let (files, subfolders) = try Self.content(of: folder) else { return nil }
    if subfolders.isEmpty {
      guard !files.isEmpty else { return nil }
      try self.init(train: files, test: [], origin: folder, folders: nil)
      return
    }
    let test = Self.testNames.first { subfolders.contains($0) }
    guard subfolders.contains("train"), subfolders.count == (test == nil ? 1 : 2),
      let trainFiles = try Self.shards(in: "\(folder)/train")
    else { return nil }
    var testFiles: [String] = []
    if let test {
      guard let files = try Self.shards(in: "\(folder)/\(test)") else {
        throw DatasetError(.badData, "\(folder)/\(test) holds no .tar shards but \(folder)/train does; make them alike")
      }
      testFiles = files
    }
    try self.init(train: trainFiles, test: testFiles, origin: folder, folders: ("train", test ?? ""))
  }

  private init(
    train: [String], test: [String], origin: String, folders: (train: String, test: String)?
  ) throws(DatasetError) {
    let catalogue = try ShardCatalogue(train + test)
    guard catalogue.count > 0 else {
      throw DatasetError(
        .missingInput, "\(origin): the shards hold no images: JPEG, PNG, WebP and BMP files are read")
    }
    var parts = ShardParts(catalogue, trainShards: train.count, folders: folders)
    if folders == nil { parts.divide(testNames: Self.testNames) }
    guard !parts.train.isEmpty else {
      throw DatasetError(.missingInput, "\(origin)/train: the shards hold no images; add some")
    }
    let (names, labels) = ShardLabels.assign(parts, of: catalogue)
    self.train = TarShards(catalogue, images: parts.train, labels: labels.train, classNames: names)
    self.test = parts.test.map { TarShards(catalogue, images: $0, labels: labels.test, classNames: names) }
    self.origin = origin
  }

  /// Whether there are test images.
  var hasTestPart: Bool { test != nil }

  /// The images of one part.
  func open(_ split: DatasetSplit) throws(DatasetError) -> TarShards {
    guard split == .test else { return train }
    guard let test else { throw DatasetError(.missingInput, "\(origin) has no test part; add one") }
    return test
  }

  /// The `.tar` files in `folder`, sorted; nil if there are none, or images or folders beside them.
  private static func shards(in folder: String) throws(DatasetError) -> [String]? {
    guard let content = try content(of: folder), content.subfolders.isEmpty, !content.shards.isEmpty else { return nil }
    return content.shards
  }

  /// The `.tar` files and the folders in `folder`, sorted; nil if there is an image beside them.
  private static func content(of folder: String) throws(DatasetError) -> (shards: [String], subfolders: [String])? {
    // The first image decides, so that a folder of millions of images is not read once more.
    var hasImage = false
    let entries = try DirectoryEntries(Array(folder.utf8)) { name in
      hasImage = ImageFileName.isImage(name)
      return hasImage
    }
    guard !hasImage else { return nil }
    let named = entries.sorted.map { (isFolder: $0.isFolder, name: String(decoding: entries.name($0), as: UTF8.self)) }
    return (
      named.filter { !$0.isFolder && $0.name.hasSuffix(".tar") }.map { "\(folder)/\($0.name)" },
      named.filter(\.isFolder).map(\.name)
    )
  }
}
