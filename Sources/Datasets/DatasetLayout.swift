/// What stands in the place that a description names.
enum DatasetLayout {
  case idx(IDXFolder)
  case cifar10(CIFAR10Folder)
  case images(ImageFolderLayout)
  case shards(ShardLayout)

  /// Finds out what is there; nothing usable is a missing input.
  init(_ description: DatasetDescription, dataFolders: [String]) throws(DatasetError) {
    switch description {
    case .fashionMNIST:
      self = .idx(try FashionMNIST.find(in: dataFolders))
    case .cifar10(let folder):
      if let problem = DatasetDescription.problem(withFolder: folder) { throw problem }
      if let binary = CIFAR10Folder(in: folder) {
        self = .cifar10(binary)
      } else if FileReader.isFolder("\(folder)/train") {
        self = try Self.files(in: folder)
      } else {
        if let sentence = NearlyData.sentence(folder: folder) {
          throw DatasetError(.missingInput, "\(folder) \(sentence)")
        }
        throw DatasetError(
          .missingInput,
          "\(folder) holds neither data_batch_1.bin nor a sub-folder train; "
            + "unpack the binary version of CIFAR-10 (https://www.cs.toronto.edu/~kriz/cifar.html) there")
      }
    case .folder(let folder):
      if let problem = DatasetDescription.problem(withFolder: folder) { throw problem }
      let idx = IDXFolder(folder: folder, classNames: nil)
      if idx.exists {
        self = .idx(idx)
      } else if let binary = CIFAR10Folder(in: folder) {
        self = .cifar10(binary)
      } else {
        self = try Self.files(in: folder)
      }
    case .shards(let pattern):
      self = .shards(try ShardLayout(pattern: pattern))
    }
  }

  /// The images or shards in a folder.
  private static func files(in folder: String) throws(DatasetError) -> DatasetLayout {
    let listing = try FolderListing(root: folder)
    if let shards = try ShardLayout(root: folder, listing) { return .shards(shards) }
    return .images(ImageFolderLayout(root: folder, listing))
  }

  /// What was understood.
  func summary(of data: DatasetDescription, testPart: String?) throws(DatasetError) -> DataSummary {
    let choice = PartChoice(split: .test, testPart: testPart)
    switch self {
    case .images(let layout): return try layout.summary(choice)
    case .shards(let layout): return try layout.summary(choice)
    case .idx(let folder):
      try refuse(testPart, data)
      return try folder.summary(called: data.description)
    case .cifar10(let folder):
      try refuse(testPart, data)
      return try folder.summary(called: data.description)
    }
  }

  /// Whether there is a test part.
  var hasTestPart: Bool {
    switch self {
    case .idx(let folder): folder.hasTestPart
    case .cifar10(let folder): folder.hasTestPart
    case .images(let layout): layout.hasTestPart
    case .shards(let layout): layout.hasTestPart
    }
  }

  /// Opens one part.
  func open(_ choice: PartChoice, _ data: DatasetDescription, memoryLimitBytes: Int) throws(DatasetError)
    -> any ImageDataset
  {
    switch self {
    case .idx(let folder):
      try refuse(choice.testPart, data)
      return try folder.open(choice.split)
    case .cifar10(let folder):
      try refuse(choice.testPart, data)
      return try folder.open(choice.split)
    case .images(let layout): return try kept(try layout.open(choice), memoryLimitBytes)
    case .shards(let layout): return try kept(try layout.open(choice), memoryLimitBytes)
    }
  }

  /// Files with a test part of their own have no other.
  private func refuse(_ testPart: String?, _ data: DatasetDescription) throws(DatasetError) {
    guard testPart == nil || testPart == "test" else {
      throw DatasetError(.usage, "\(data) has no part \(testPart ?? ""); its parts are train and test")
    }
  }

  private func kept(_ files: any ImageDataset, _ limitBytes: Int) throws(DatasetError) -> any ImageDataset {
    let bytes = try DecodedImages.estimatedBytes(of: files)
    return bytes <= limitBytes ? DecodedImages(files, limitBytes: limitBytes, expectedBytes: bytes) : files
  }
}
