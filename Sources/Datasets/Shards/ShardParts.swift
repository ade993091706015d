/// Which images of some shards are for training and which for testing, and how deep in their paths their classes stand.
struct ShardParts {
  /// The training images, as numbers of the catalogue.
  private(set) var train: [UInt32]
  /// The test images; nil if there is no test part.
  private(set) var test: [UInt32]?
  /// How many folders stand before the one that names the class, for training images.
  private(set) var trainDepth = 0
  /// The same for test images.
  private(set) var testDepth = 0
  private let catalogue: ShardCatalogue

  /// Takes the first `trainShards` shards for training and the rest for testing.
  ///
  /// Folders that all images are in say nothing about classes: those with the names `folders` of the parts, then common ones.
  init(_ catalogue: ShardCatalogue, trainShards: Int, folders: (train: String, test: String)?) {
    self.catalogue = catalogue
    let trainCount = catalogue.shards.prefix(trainShards).reduce(0) { $0 + $1.count }
    train = Array(0..<UInt32(trainCount))
    test = trainShards < catalogue.shards.count ? Array(UInt32(trainCount)..<UInt32(catalogue.count)) : nil
    if let folders {
      if commonFolder(train, depth: 0)?.elementsEqual(folders.train.utf8) == true { trainDepth = 1 }
      if let test, commonFolder(test, depth: 0)?.elementsEqual(folders.test.utf8) == true { testDepth = 1 }
    }
    while let folder = commonFolder(train, depth: trainDepth),
      test.map({ test in
        test.isEmpty || commonFolder(test, depth: testDepth) == folder
      }) ?? true
    {
      trainDepth += 1
      testDepth += 1
    }
  }

  /// Divides the images by the first folder that differs, if `train` and one of `testNames` are among them.
  mutating func divide(testNames: [String]) {
    var parts: [ArraySlice<UInt8>: [UInt32]] = [:]
    for number in train {
      guard let folder = folder(of: number, depth: trainDepth) else { return }
      parts[folder, default: []].append(number)
    }
    func part(_ name: String) -> [UInt32]? { parts[ArraySlice(name.utf8)] }
    guard let trainPart = part("train"), let testPart = testNames.lazy.compactMap(part).first else { return }
    train = trainPart
    test = testPart
    trainDepth += 1
    testDepth = trainDepth
  }

  /// The folder at `depth` of the path of image `number`, which names its class if no label does; nil if it is not so deep.
  func folder(of number: UInt32, depth: Int) -> ArraySlice<UInt8>? {
    let slash = UInt8(ascii: "/")
    var rest = catalogue.path(of: Int(number))
    for _ in 0..<depth {
      guard let end = rest.firstIndex(of: slash) else { return nil }
      rest = rest[(end + 1)...]
    }
    return rest.firstIndex(of: slash).map { rest[..<$0] }
  }

  private func commonFolder(_ numbers: [UInt32], depth: Int) -> ArraySlice<UInt8>? {
    guard let first = numbers.first, let folder = folder(of: first, depth: depth) else { return nil }
    return numbers.allSatisfy { self.folder(of: $0, depth: depth) == folder } ? folder : nil
  }
}
