/// A data set that was looked at: what it holds is listed once, however many of its parts are opened.
public struct OpenedData {
  /// What the user named.
  public let description: DatasetDescription
  /// What was understood, for one line and for records; nil for files that say themselves what they are.
  public let summary: DataSummary?
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
    var named: Set<DatasetSplit> = []
    var counts: [DatasetSplit: Int] = [:]
    let splits: [DatasetSplit] = hasTestPart ? [.train, .test] : [.train]
    for split in splits {
      let images = try layout.open(PartChoice(split: split, testPart: testPart), description, memoryLimitBytes: 0)
      let count = try labels.countNamed(in: images)
      counts[split] = count
      if count > 0 { named.insert(split) } else { own.formUnion(images.classNames) }
      if named.isEmpty, split == splits.last { throw labels.namesNone(of: images) }
    }
    let all = labels.classes.union(own)
    classNames = all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    namedParts = named
    let tells = splits.map { split in counts[split].map { $0 > 0 ? "\($0) named" : "its own classes" } ?? "" }
    summary = DataSummary(
      data: "\(found?.data ?? description.description), classes by \(labels.source) (\(tells.joined(separator: ", ")))",
      classes: all.count, trainingImages: found?.trainingImages, testImages: found?.testImages,
      testFolder: found?.testFolder,
      testHasClasses: hasTestPart && (named.contains(.test) || found?.testHasClasses == true),
      leftOut: found?.leftOut ?? LeftOut())
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
