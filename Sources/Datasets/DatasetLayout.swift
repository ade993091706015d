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
        self = .images(try ImageFolderLayout(root: folder))
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
      } else if let shards = try ShardLayout(folder: folder) {
        self = .shards(shards)
      } else {
        self = .images(try ImageFolderLayout(root: folder))
      }
    case .shards(let pattern):
      self = .shards(try ShardLayout(pattern: pattern))
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
  func open(_ split: DatasetSplit, memoryLimitBytes: Int) throws(DatasetError) -> any ImageDataset {
    switch self {
    case .idx(let folder): return try folder.open(split)
    case .cifar10(let folder): return try folder.open(split)
    case .images(let layout): return try kept(try layout.open(split), memoryLimitBytes)
    case .shards(let layout): return try kept(try layout.open(split), memoryLimitBytes)
    }
  }

  private func kept(_ files: any ImageDataset, _ limitBytes: Int) throws(DatasetError) -> any ImageDataset {
    let bytes = try DecodedImages.estimatedBytes(of: files)
    return bytes <= limitBytes ? DecodedImages(files, limitBytes: limitBytes, expectedBytes: bytes) : files
  }
}
