/// What a data set was understood to be: its parts, its classes, and what was left out of it.
public struct DataSummary: Sendable, Equatable, Encodable {
  /// What it is called.
  public let data: String
  /// The number of classes; 0 without labels.
  public let classes: Int
  /// The images to learn from; nil without such a part.
  public let trainingImages: Int?
  /// The images to measure with; nil without such a part.
  public let testImages: Int?
  /// The folder of the images to measure with; nil without one.
  public let testFolder: String?
  /// Whether the images to measure with have classes.
  public let testHasClasses: Bool
  /// What was left out.
  public let leftOut: LeftOut
  /// What a table of classes says of the images; nil without one.
  public private(set) var labelTable: LabelMatches?
  /// The images that an evaluation leaves out because they have no class; nil where it was not asked.
  public private(set) var unlabelled: UnlabelledImages?

  /// What a folder, or the paths in archives, were understood to be.
  init(_ parts: FolderParts, _ tree: FolderTree, leftOut: LeftOut, choice: PartChoice, root: String)
    throws(DatasetError)
  {
    let (training, test) = try choice.parts(of: parts, root: root)
    var left = leftOut
    for (name, images) in parts.beside { left.beside[name] = images }
    // Further parts are no mistake, but nobody shall think that they were used.
    for part in parts.parts where part.kind != nil && part.tops != training?.tops && part.tops != test?.tops {
      left.beside[part.name] = part.images
    }
    self.init(
      data: root, classes: FolderClasses(of: [training, test].compactMap { $0 }, in: tree).names.count,
      trainingImages: training?.images, testImages: test?.images, testFolder: test?.name,
      testHasClasses: test?.hasClasses ?? false, leftOut: left)
  }

  init(
    data: String, classes: Int, trainingImages: Int?, testImages: Int?, testFolder: String?, testHasClasses: Bool,
    leftOut: LeftOut = LeftOut()
  ) {
    self.data = data
    self.classes = classes
    self.trainingImages = trainingImages
    self.testImages = testImages
    self.testFolder = testFolder
    self.testHasClasses = testHasClasses
    self.leftOut = leftOut
  }

  /// The same data with the classes of a table.
  ///
  /// - Parameters:
  ///   - labelTable: What the table says of the images.
  ///   - classes: The number of classes.
  ///   - testHasClasses: Whether the images to measure with have classes.
  /// - Returns: What the data are with these classes.
  func labelled(by labelTable: LabelMatches, classes: Int, testHasClasses: Bool) -> DataSummary {
    var labelled = DataSummary(
      data: data, classes: classes, trainingImages: trainingImages, testImages: testImages, testFolder: testFolder,
      testHasClasses: testHasClasses, leftOut: leftOut)
    labelled.labelTable = labelTable
    return labelled
  }

  /// The same data with the images that an evaluation leaves out because they have no class.
  public func leavingOut(_ unlabelled: UnlabelledImages) -> DataSummary {
    var summary = self
    summary.unlabelled = unlabelled
    return summary
  }

  /// One line, such as `photos: 3 classes; train 60 images, test 18 (folder valid); left out 2 files (2 .txt)`.
  public var text: String {
    func images(_ count: Int) -> String { "\(count) \(count == 1 ? "image" : "images")" }
    let labels = classes == 0 ? "no classes" : "\(classes) \(classes == 1 ? "class" : "classes")"
    var parts: [String] = []
    if let trainingImages {
      parts.append(testImages == nil ? images(trainingImages) : "train \(images(trainingImages))")
    }
    if let testImages {
      let folder = testFolder.map { $0 == "test" || $0.isEmpty ? "" : " (folder \($0))" } ?? ""
      parts.append("test \(testImages)\(folder)" + (testHasClasses || classes == 0 ? "" : " without classes"))
    }
    let name = labelTable.map { "\(data), classes by \($0.source) (\($0.text))" } ?? data
    return ["\(name): \(labels)", parts.joined(separator: ", "), leftOut.text].compactMap { $0 }.filter { !$0.isEmpty }
      .joined(separator: "; ")
  }
}
