import Images

/// How a folder of images is divided, and into which classes.
struct ImageFolderLayout {
  /// The folder's path.
  let root: String
  private let listing: FolderListing
  private let parts: FolderParts

  /// Lists everything under `root`.
  init(root: String) throws(DatasetError) { self.init(root: root, try FolderListing(root: root)) }

  /// Takes what was listed under `root`.
  init(root: String, _ listing: FolderListing) {
    self.root = root
    self.listing = listing
    parts = FolderParts(listing.tree)
  }

  /// Whether there is a part to measure with.
  var hasTestPart: Bool { parts.test != nil }

  /// The images of a part, under the class names of both parts.
  func open(_ choice: PartChoice) throws(DatasetError) -> ImageFolder {
    guard listing.paths.count > 0 else { throw nothing(in: root) }
    let (training, test) = try choice.parts(of: parts, root: root)
    let part = choice.split == .train ? training : test
    guard let part else { throw choice.missing(parts, root: root) }
    guard part.images > 0 else { throw nothing(in: part.name.isEmpty ? root : "\(root)/\(part.name)") }
    let classes = FolderClasses(of: [training, test].compactMap { $0 }, in: listing.tree)
    return ImageFolder(listing, root: root, tops: part.tops, classes: classes)
  }

  /// What was understood.
  func summary(_ choice: PartChoice) throws(DatasetError) -> DataSummary {
    guard listing.paths.count > 0 else { throw nothing(in: root) }
    var leftOut = listing.leftOut
    leftOut.count(listing.archives.count, of: ".tar beside images")
    return try DataSummary(parts, listing.tree, leftOut: leftOut, choice: choice, root: root)
  }

  private func nothing(in folder: String) -> DatasetError {
    if let sentence = NearlyData.sentence(folder: folder) {
      return DatasetError(.missingInput, "\(folder) \(sentence)")
    }
    return DatasetError(
      .missingInput,
      "\(folder) holds no images: \(ImageFormat.names) files are read, and .tar files"
        + (listing.leftOut.text.map { "; \($0)" } ?? ""))
  }
}
