extension DatasetDescription {
  /// How large the decoded images of a folder may be to stay in memory, unless told otherwise: 1 GiB.
  public static let defaultMemoryLimitBytes = 1 << 30

  /// Opens one part of the data set, which is looked at anew; ``OpenedData`` opens several parts and says what it understood.
  ///
  /// - Parameters:
  ///   - split: The part. Data without a test part is all for training, unless `heldOut` takes some for testing.
  ///   - heldOut: How to hold a test part out of data that has none; ignored for data that has one.
  ///   - memoryLimitBytes: Image files are decoded once and kept if their pixels probably need no more than this.
  /// - Returns: The images of that part, with the class names of the whole.
  /// - Throws: `missingInput` if a folder, a file or the test part does not exist, or there are no images; `badData` if
  ///   a file is damaged; `inputOutput` if the system refuses.
  public func open(
    split: DatasetSplit, heldOut: HeldOut? = nil, memoryLimitBytes: Int = Self.defaultMemoryLimitBytes
  ) throws(DatasetError) -> any ImageDataset {
    try OpenedData(self).open(split: split, heldOut: heldOut, memoryLimitBytes: memoryLimitBytes)
  }

  func open(
    split: DatasetSplit, heldOut: HeldOut?, memoryLimitBytes: Int, dataFolders: [String]
  ) throws(DatasetError) -> any ImageDataset {
    try OpenedData(self, testPart: nil, labels: nil, dataFolders: dataFolders)
      .open(split: split, heldOut: heldOut, memoryLimitBytes: memoryLimitBytes)
  }
}
