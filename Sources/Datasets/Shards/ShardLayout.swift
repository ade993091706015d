import Images

/// How the images in some shards are divided, and into which classes.
///
/// An image in a shard is taken for one of the folders that the shard is in and of those that its path inside the shard names, so
/// that parts and classes are found as those of files are. Shards side by side whose names say a part each, such as
/// `train-000.tar` and `val-000.tar`, are taken for being in folders of these names. Classes are what `.cls` members say; where
/// there are none, the folders.
struct ShardLayout {
  private let origin: String
  private let catalogue: ShardCatalogue
  private let paths: ShardFolders
  private let parts: FolderParts
  private let leftOut: LeftOut

  /// The shards that a pattern such as `train-{000..127}.tar` stands for.
  init(pattern: String) throws(DatasetError) {
    let files = try ShardPattern.files(pattern)
    try self.init(files.map { ($0, []) }, origin: pattern, leftOut: LeftOut())
  }

  /// The shards that were listed under `root`; nil if there are none, or images beside them.
  init?(root: String, _ listing: FolderListing) throws(DatasetError) {
    guard listing.paths.count == 0, !listing.archives.isEmpty else { return nil }
    let slash = UInt8(ascii: "/")
    try self.init(
      listing.archives.map { archive in
        let folders = archive.path.split(separator: slash, omittingEmptySubsequences: true).dropLast().map(Array.init)
        return (Array("\(root)/".utf8) + archive.path, folders)
      }, origin: root, leftOut: listing.leftOut)
  }

  private init(_ shards: [(path: [UInt8], folders: [[UInt8]])], origin: String, leftOut: LeftOut) throws(DatasetError) {
    self.origin = origin
    catalogue = try ShardCatalogue(shards.map(\.path))
    var leftOut = leftOut
    for shard in catalogue.shards { leftOut.add(shard.leftOut) }
    self.leftOut = leftOut
    guard catalogue.count > 0 else {
      throw DatasetError(
        .missingInput,
        "\(origin): the shards hold no images: \(ImageFormat.names) files are read"
          + (leftOut.text.map { "; \($0)" } ?? ""))
    }
    paths = ShardFolders(catalogue, folders: Self.withPartNames(shards))
    var parts = FolderParts(paths.tree)
    if ShardLabels.classCount(of: catalogue) != nil {
      let (catalogue, paths) = (catalogue, paths)
      parts.label { part in
        let below = paths.tree.isBelow(part.tops)
        return paths.folderOfImage.indices.contains {
          below[Int(paths.folderOfImage[$0])] && catalogue.label(of: $0) != nil
        }
      }
    }
    self.parts = parts
  }

  /// Whether there is a part to measure with.
  var hasTestPart: Bool { parts.test != nil }

  /// The images of one part.
  func open(_ choice: PartChoice) throws(DatasetError) -> TarShards {
    let (training, test) = try choice.parts(of: parts, root: origin)
    guard let part = choice.split == .train ? training : test else { throw choice.missing(parts, root: origin) }
    let below = paths.tree.isBelow(part.tops)
    let images = paths.folderOfImage.indices.filter { below[Int(paths.folderOfImage[$0])] }.map { UInt32($0) }
    let chosen = [training, test].compactMap { $0 }
    let (names, labels) = ShardLabels.assign(
      images, of: catalogue, paths, FolderClasses(of: chosen, in: paths.tree))
    return TarShards(catalogue, images: images, labels: labels, classNames: names)
  }

  /// What was understood.
  func summary(_ choice: PartChoice) throws(DatasetError) -> DataSummary {
    let found = try DataSummary(parts, paths.tree, leftOut: leftOut, choice: choice, root: origin)
    guard let classes = ShardLabels.classCount(of: catalogue) else { return found }
    return DataSummary(
      data: origin, classes: classes, trainingImages: found.trainingImages, testImages: found.testImages,
      testFolder: found.testFolder, testHasClasses: found.testHasClasses, leftOut: found.leftOut)
  }

  /// The folders of each shard, and one more for shards side by side whose names say parts.
  private static func withPartNames(_ shards: [(path: [UInt8], folders: [[UInt8]])]) -> [[[UInt8]]] {
    let stems = shards.map { shard -> [UInt8] in
      let name = shard.path[(shard.path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
      return Array(name.dropLast(ShardName.suffixBytes))
    }
    let names = stems.map { PartName(archive: $0) }
    let isSideBySide = Set(shards.map(\.folders)).count == 1
    let kinds = Set(names.compactMap { $0 })
    guard isSideBySide, kinds.contains(.train), kinds.count > 1 else {
      return shards.map(\.folders)
    }
    return zip(shards.indices, names).map { number, name in
      let word =
        switch name {
        case .train: Array("train".utf8)
        // Whatever is called otherwise stands beside the parts.
        case nil: stems[number]
        case .validation: Array("val".utf8)
        case .test: Array("test".utf8)
        }
      return shards[number].folders + [word]
    }
  }
}
