/// A data set that was looked at: what it holds is listed once, however many of its parts are opened.
public struct OpenedData {
  /// What the user named.
  public let description: DatasetDescription
  /// What was understood, for one line and for records.
  public let summary: DataSummary
  /// Whether it comes with a part to measure with.
  public let hasTestPart: Bool
  private let layout: DatasetLayout
  private let testPart: String?
  private let labels: LabelTable?
  /// The classes by a table and of parts that it does not name.
  private let classNames: [String]
  private let namedParts: Set<DatasetSplit>

  /// Looks at a data set.
  ///
  /// - Parameters:
  ///   - description: The data set.
  ///   - testPart: The folder, or kind, of the part to measure with; nil for the one that fits best.
  ///   - labels: The class of each image by its name, in place of folders; nil for what the data set says itself.
  /// - Throws: `missingInput` if something does not exist, or there are no images; `usage` if there is no such part; `badData` if a
  ///   file is damaged; `inputOutput` if the system refuses.
  public init(_ description: DatasetDescription, testPart: String? = nil, labels: LabelTable? = nil)
    throws(DatasetError)
  {
    try self.init(description, testPart: testPart, labels: labels, dataFolders: FashionMNIST.dataFolders)
  }

  init(_ description: DatasetDescription, testPart: String?, labels: LabelTable?, dataFolders: [String])
    throws(DatasetError)
  {
    self.description = description
    self.testPart = testPart
    self.labels = labels
    layout = try DatasetLayout(description, dataFolders: dataFolders)
    hasTestPart = layout.hasTestPart
    let found = try layout.summary(of: description, testPart: testPart)
    guard let labels else {
      (classNames, namedParts, summary) = ([], [], found)
      return
    }
    var own: Set<String> = []
    var names: Set<String> = []
    var counts: [DatasetSplit: Int] = [:]
    var imagesWithoutRow = 0
    let splits: [DatasetSplit] = hasTestPart ? [.train, .test] : [.train]
    for split in splits {
      let images = try layout.open(PartChoice(split: split, testPart: testPart), description, memoryLimitBytes: 0)
      let named = try labels.names(of: images)
      counts[split] = named.count
      names.formUnion(named)
      if named.isEmpty { own.formUnion(images.classNames) } else { imagesWithoutRow += images.count - named.count }
      if names.isEmpty, split == splits.last { throw labels.namesNone(of: images) }
    }
    classNames = labels.classes.union(own).inClassOrder()
    namedParts = Set(counts.filter { $0.value > 0 }.keys)
    summary = found.labelled(
      by: LabelMatches(
        source: labels.source, rows: labels.count, rowsWithoutImage: labels.count - names.count,
        trainingImages: counts[.train], testImages: counts[.test], imagesWithoutRow: imagesWithoutRow),
      // A class that no image has does not count.
      classes: labels.classes(of: names).union(own).count,
      testHasClasses: hasTestPart && (namedParts.contains(.test) || found.testHasClasses))
  }

  /// Opens one part.
  ///
  /// - Parameters:
  ///   - split: The part. Data without a test part is all for training, unless `heldOut` takes some for testing.
  ///   - heldOut: How to hold a test part out of data that has none; ignored for data that has one.
  ///   - memoryLimitBytes: Image files are decoded once and kept if their pixels probably need no more than this.
  /// - Returns: The images of that part, with the class names of the parts to learn from and to measure with.
  /// - Throws: As ``init(_:testPart:labels:)``, and for labels that fit no image.
  public func open(
    split: DatasetSplit, heldOut: HeldOut? = nil, memoryLimitBytes: Int = DatasetDescription.defaultMemoryLimitBytes
  ) throws(DatasetError) -> any ImageDataset {
    func part(_ split: DatasetSplit) throws(DatasetError) -> any ImageDataset {
      let images = try layout.open(
        PartChoice(split: split, testPart: testPart), description, memoryLimitBytes: memoryLimitBytes)
      guard let labels else { return images }
      return labels.applied(to: images, classNames: classNames, keepsOwn: !namedParts.contains(split))
    }
    if hasTestPart { return try part(split) }
    guard let heldOut else {
      guard split == .train else {
        throw DatasetError(
          .missingInput, "\(description) has no test part; add one, or hold out a fraction of the images")
      }
      return try part(.train)
    }
    let parts = try Subset.holdingOut(heldOut, of: try part(.train))
    return split == .train ? parts.train : parts.test
  }
}
