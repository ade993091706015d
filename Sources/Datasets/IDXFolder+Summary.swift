extension IDXFolder {
  /// What the files hold, by the headers of the images and the labels.
  ///
  /// - Parameter data: What the data set is called.
  /// - Returns: The images of each part, and the number of classes that occur.
  /// - Throws: `badData` if a header or a file of labels is damaged, `inputOutput` if the system refuses.
  func summary(called data: String) throws(DatasetError) -> DataSummary {
    var classes: Set<UInt8> = []
    var isLabelled: Set<DatasetSplit> = []
    for split in DatasetSplit.allCases {
      guard let labels = try labels(split)?.labels else { continue }
      classes.formUnion(labels)
      isLabelled.insert(split)
    }
    return DataSummary(
      data: data, classes: classes.count, trainingImages: try imageCount(.train), testImages: try imageCount(.test),
      testFolder: nil, testHasClasses: isLabelled.contains(.test))
  }

  /// The number of images of a part, as the header of its file has it; nil without such a file.
  private func imageCount(_ split: DatasetSplit) throws(DatasetError) -> Int? {
    guard let path = file(split, "images", dimensions: 3) else { return nil }
    return try IDXFile.shape(path: path, dimensions: 3)[0]
  }
}
