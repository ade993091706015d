/// CIFAR-10 in its binary version: records of one label and 3 · 32 · 32 values, plane by plane.
///
/// See https://www.cs.toronto.edu/~kriz/cifar.html.
struct CIFAR10Folder {
  static let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  static let side = 32
  /// The bytes of a label and its pixels.
  private static let recordBytes = 1 + 3 * side * side

  /// The folder with the batches.
  let folder: String

  /// Finds the batches in `folder`, or in its sub-folder `cifar-10-batches-bin`; nil if there are none.
  init?(in folder: String) {
    let places = [folder, folder + "/cifar-10-batches-bin"]
    let files = DatasetSplit.allCases.flatMap(Self.files)
    guard let place = places.first(where: { place in files.contains { FileReader.isFile("\(place)/\($0)") } }) else {
      return nil
    }
    self.folder = place
  }

  /// Whether the folder has the test batch.
  var hasTestPart: Bool { Self.files(.test).allSatisfy { FileReader.isFile("\(folder)/\($0)") } }

  /// What the batches hold, by their sizes: the images of each part that is there.
  ///
  /// - Parameter data: What the data set is called.
  /// - Returns: The images of each part, and the ten classes.
  /// - Throws: `inputOutput` if the system refuses.
  func summary(called data: String) throws(DatasetError) -> DataSummary {
    DataSummary(
      data: data, classes: Self.classNames.count, trainingImages: try imageCount(.train),
      testImages: try imageCount(.test), testFolder: nil, testHasClasses: hasTestPart)
  }

  /// The number of images of a part; nil if a batch of it is missing, of which whoever opens it is told.
  private func imageCount(_ split: DatasetSplit) throws(DatasetError) -> Int? {
    let paths = Self.files(split).map { "\(folder)/\($0)" }
    guard paths.allSatisfy(FileReader.isFile) else { return nil }
    return try SourceFile.all(paths).reduce(0) { $0 + $1.sizeBytes / Self.recordBytes }
  }

  /// Reads one part; every batch of it must be there.
  func open(_ split: DatasetSplit) throws(DatasetError) -> PackedImages {
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    var files: [SourceFile] = []
    for file in Self.files(split) {
      let path = "\(folder)/\(file)"
      guard FileReader.isFile(path) else {
        throw DatasetError(.missingInput, "\(path) is missing; unpack the binary version of CIFAR-10 again")
      }
      files.append(try SourceFile(path))
      try Self.append(try FileReader.read(path), of: path, to: &pixels, &labels)
    }
    return PackedImages(
      split: split, width: Self.side, height: Self.side, channels: 3, pixels: pixels, labels: labels,
      classNames: Self.classNames, files: files)
  }

  private static func files(_ split: DatasetSplit) -> [String] {
    split == .train ? (1...5).map { "data_batch_\($0).bin" } : ["test_batch.bin"]
  }

  private static func append(
    _ bytes: [UInt8], of path: String, to pixels: inout [UInt8], _ labels: inout [UInt8]
  ) throws(DatasetError) {
    let plane = side * side
    let record = recordBytes
    guard !bytes.isEmpty, bytes.count % record == 0 else {
      throw DatasetError(
        .badData, "\(path) has \(bytes.count) bytes, no multiple of the \(record) of a CIFAR-10 record; get it again")
    }
    let count = bytes.count / record
    let newLabels = (0..<count).map { bytes[$0 * record] }
    if let position = newLabels.firstIndex(where: { $0 >= UInt8(classNames.count) }) {
      throw DatasetError(
        .badData,
        "\(path) has the label \(newLabels[position]) at record \(position), but CIFAR-10 ends at 9; get it again")
    }
    labels += newLabels
    pixels += [UInt8](unsafeUninitializedCapacity: count * 3 * plane) { interleaved, filled in
      bytes.withUnsafeBufferPointer { bytes in
        for item in 0..<count {
          let source = item * record + 1
          let target = item * 3 * plane
          for position in 0..<plane {
            for channel in 0..<3 {
              interleaved[target + position * 3 + channel] = bytes[source + channel * plane + position]
            }
          }
        }
      }
      filled = count * 3 * plane
    }
  }
}
