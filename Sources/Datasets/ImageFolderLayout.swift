/// How a folder of images is divided: into `train` and a test part, or not at all.
///
/// It is divided if it has a sub-folder `train`, and beside that `test`, `val` or `validation` (the first one that
/// exists) or no other sub-folder. Otherwise every sub-folder is a class, also one that happens to be called `train`.
struct ImageFolderLayout {
  private static let testNames = ["test", "val", "validation"]

  /// The folder's path.
  let root: String
  private let trainPart: String?
  private let testPart: String?

  /// Looks at the sub-folders of `root`.
  init(root: String) throws(DatasetError) {
    self.root = root
    let subfolders = try FolderListing.subfolders(of: root)
    let test = Self.testNames.first { subfolders.contains($0) }
    let isDivided = subfolders.contains("train") && (test != nil || subfolders.count == 1)
    trainPart = isDivided ? "train" : nil
    testPart = isDivided ? test : nil
  }

  /// Whether there is a folder of test images.
  var hasTestPart: Bool { testPart != nil }

  /// Lists one part, under the class names of both.
  func open(_ split: DatasetSplit) throws(DatasetError) -> ImageFolder {
    guard let trainPart else { return try ImageFolder(root: root) }
    guard let part = split == .train ? trainPart : testPart else {
      throw DatasetError(.missingInput, "\(root) has no sub-folder test, val or validation; add one")
    }
    var names: Set<String> = []
    for part in [trainPart, testPart].compactMap({ $0 }) {
      names.formUnion(try FolderListing.subfolders(of: "\(root)/\(part)"))
    }
    let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return try ImageFolder(root: root, part: part, classNames: sorted)
  }
}
