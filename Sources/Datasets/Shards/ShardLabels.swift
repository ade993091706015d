/// The classes of images in shards: what `.cls` members say; where there are none, the folders that the images are in.
enum ShardLabels {
  /// One more than the largest number that is the number of a class, and not just its name.
  private static let numberLimit = 1_000_000

  /// The names of the classes and the position among them of the class of each image; −1 for none.
  static func assign(
    _ images: [UInt32], of catalogue: ShardCatalogue, _ folders: ShardFolders, _ classes: FolderClasses
  ) -> (names: [String], labels: [Int32]) {
    let texts = Set(catalogue.shards.flatMap(\.labels))
    guard !texts.isEmpty else { return (classes.names, images.map { classes[folders.folderOfImage[Int($0)]] }) }
    let names = names(of: texts)
    let positions = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    let numbers = texts.allSatisfy { number($0) != nil }
    let table = catalogue.shards.map { shard in
      shard.labels.map { text in numbers ? Int32(number(text) ?? -1) : positions[text] ?? -1 }
    }
    return (
      names, images.map { image in catalogue.label(of: Int(image)).map { table[$0.shard][$0.label] } ?? -1 }
    )
  }

  /// The number of different classes that `.cls` members name; nil if there are none.
  static func classCount(of catalogue: ShardCatalogue) -> Int? {
    let texts = Set(catalogue.shards.flatMap(\.labels))
    return texts.isEmpty ? nil : texts.count
  }

  /// If every label is a number, the numbers from 0 to the largest, so that parts that lack some agree; else the labels.
  private static func names(of texts: Set<String>) -> [String] {
    let numbers = texts.compactMap(number)
    if numbers.count == texts.count, let largest = numbers.max() { return (0...largest).map(String.init) }
    return texts.inClassOrder()
  }

  private static func number(_ text: String) -> Int? {
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(text),
      number < numberLimit
    else { return nil }
    return number
  }
}
