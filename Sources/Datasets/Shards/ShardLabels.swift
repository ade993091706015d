/// The classes of images in shards: what `.cls` members say; where there are none, the folders that the images are in.
enum ShardLabels {
  /// One more than the largest number that is the number of a class, and not just its name.
  private static let numberLimit = 1_000_000

  /// The names of the classes and the position among them of the class of each image of both parts; −1 for none.
  static func assign(
    _ parts: ShardParts, of catalogue: ShardCatalogue
  ) -> (names: [String], labels: (train: [Int32], test: [Int32])) {
    let texts = Set(catalogue.shards.flatMap(\.labels))
    guard !texts.isEmpty else { return folders(parts) }
    let names = names(of: texts)
    let positions = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    let numbers = texts.allSatisfy { number($0) != nil }
    let table = catalogue.shards.map { shard in
      shard.labels.map { text in numbers ? Int32(number(text) ?? -1) : positions[text] ?? -1 }
    }
    func labels(_ images: [UInt32]) -> [Int32] {
      images.map { image in catalogue.label(of: Int(image)).map { table[$0.shard][$0.label] } ?? -1 }
    }
    return (names, (labels(parts.train), labels(parts.test ?? [])))
  }

  /// If every label is a number, the numbers from 0 to the largest, so that parts that lack some agree; else the labels.
  private static func names(of texts: Set<String>) -> [String] {
    let numbers = texts.compactMap(number)
    if numbers.count == texts.count, let largest = numbers.max() { return (0...largest).map(String.init) }
    return texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func number(_ text: String) -> Int? {
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(text),
      number < numberLimit
    else { return nil }
    return number
  }

  private static func folders(_ parts: ShardParts) -> (names: [String], labels: (train: [Int32], test: [Int32])) {
    let train = parts.train.map { parts.folder(of: $0, depth: parts.trainDepth) }
    let test = (parts.test ?? []).map { parts.folder(of: $0, depth: parts.testDepth) }
    let sorted = Set((train + test).compactMap { $0 }).sorted { $0.lexicographicallyPrecedes($1) }
    let positions = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, Int32($0)) })
    func labels(_ folders: [ArraySlice<UInt8>?]) -> [Int32] { folders.map { $0.flatMap { positions[$0] } ?? -1 } }
    return (sorted.map { TarMember.text($0) }, (labels(train), labels(test)))
  }
}
