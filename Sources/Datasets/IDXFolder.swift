/// A folder of IDX files: `train-images-idx3-ubyte` and its companions, gzipped or not.
struct IDXFolder {
  /// The folder's path.
  let folder: String
  /// The names of the classes; nil to number them.
  let classNames: [String]?

  /// Whether the folder has a file of images of either part.
  var exists: Bool { file(.train, "images", dimensions: 3) != nil || hasTestPart }

  /// Whether the folder has a file of test images.
  var hasTestPart: Bool { file(.test, "images", dimensions: 3) != nil }

  /// Reads one part; without a file of labels, the images are unlabelled.
  func open(_ split: DatasetSplit) throws(DatasetError) -> PackedImages {
    guard let imagesPath = file(split, "images", dimensions: 3) else {
      throw DatasetError(.missingInput, "\(folder) has no file \(Self.prefix(split))-images-idx3-ubyte[.gz]; add it")
    }
    // The labels of both parts decide how many classes there are.
    let labelPaths = DatasetSplit.allCases.compactMap { file($0, "labels", dimensions: 1) }
    let files = try SourceFile.all([imagesPath] + labelPaths)
    let images = try IDXFile(path: imagesPath, dimensions: 3)
    let labels = try labels(split)
    if let (labels, path) = labels, labels.count != images.shape[0] {
      throw DatasetError(
        .badData,
        "\(path) has \(labels.count) labels for the \(images.shape[0]) images of \(imagesPath); "
          + "get files that belong together")
    }
    return PackedImages(
      split: split, width: images.shape[2], height: images.shape[1], channels: 1, pixels: images.bytes,
      labels: labels?.labels, classNames: try labels.map { (_, _) throws(DatasetError) in try names() } ?? [],
      files: files)
  }

  /// The class names that fit the labels of both parts, so that a label means the same in each.
  private func names() throws(DatasetError) -> [String] {
    var largest = 0
    for split in DatasetSplit.allCases {
      guard let (labels, path) = try labels(split), let label = labels.max() else { continue }
      if let classNames, label >= classNames.count {
        throw DatasetError(
          .badData, "\(path) has a label \(label), but there are \(classNames.count) classes; get it again")
      }
      largest = max(largest, Int(label))
    }
    return classNames ?? (0...largest).map { String($0) }
  }

  /// The labels of a part; nil without such a file.
  func labels(_ split: DatasetSplit) throws(DatasetError) -> (labels: [UInt8], path: String)? {
    guard let path = file(split, "labels", dimensions: 1) else { return nil }
    return (try IDXFile(path: path, dimensions: 1).bytes, path)
  }

  /// The path of a file of a part; nil if there is none.
  func file(_ split: DatasetSplit, _ content: String, dimensions: Int) -> String? {
    let stem = "\(folder)/\(Self.prefix(split))-\(content)"
    // Some distributions write a dot instead of the hyphen.
    let names = ["-", "."].flatMap { ["\(stem)\($0)idx\(dimensions)-ubyte", "\(stem)\($0)idx\(dimensions)-ubyte.gz"] }
    return names.first { FileReader.isFile($0) }
  }

  private static func prefix(_ split: DatasetSplit) -> String { split == .train ? "train" : "t10k" }
}
