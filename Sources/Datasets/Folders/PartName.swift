/// The part of a data set that a folder or archive is, by its name.
enum PartName: Sendable {
  case train, validation, test

  private static let words: [String: PartName] = [
    "train": .train, "training": .train, "trn": .train, "val": .validation, "valid": .validation,
    "validation": .validation, "validate": .validation, "dev": .validation, "test": .test, "testing": .test,
    "tst": .test,
    "eval": .test, "evaluation": .test, "trainset": .train, "testset": .test, "valset": .validation,
    "devset": .validation,
  ]
  /// Words that say nothing beside one of these, as in `test_images` or `seg_train`.
  private static let fillers: Set = [
    "set", "images", "image", "imgs", "img", "pictures", "photos", "data", "dataset", "split", "part", "folder", "seg",
    "the",
    "jpg", "jpeg", "png", "cls", "subset",
  ]

  /// The part that a folder's name stands for, such as `Train`, `val2017` or `test_images`; nil for any other name.
  init?(folder name: some Collection<UInt8>) {
    let words = Self.words(in: name).filter { !Self.fillers.contains($0) }
    guard words.count == 1, let part = Self.words[words[0]] else { return nil }
    self = part
  }

  /// The part that each of some folders side by side stands for; words that all the candidates share, as in `asl_alphabet_train` and
  /// `asl_alphabet_test`, say nothing.
  static func kinds(ofFolders names: [[UInt8]]) -> [PartName?] {
    let plain = names.map { PartName(folder: $0) }
    let candidates = names.map { name -> (part: PartName, rest: [String])? in
      let words = Self.words(in: name)
      let parts = words.compactMap { Self.words[$0] }
      guard parts.count == 1 else { return nil }
      return (parts[0], words.filter { Self.words[$0] == nil }.sorted())
    }
    let found = candidates.compactMap { $0 }
    // As many as possible: those whose other words are those of the first training part.
    guard let rest = found.first(where: { $0.part == .train })?.rest else { return plain }
    let alike = candidates.map { $0.flatMap { $0.rest == rest ? $0.part : nil } }
    let kinds = Set(alike.compactMap { $0 })
    guard kinds.count > 1 else { return plain }
    return zip(plain, alike).map { $0 ?? $1 }
  }

  /// The part that an archive's name stands for, such as `imagenet-train-000012.tar`; nil if no word, or several, say one.
  init?(archive name: some Collection<UInt8>) {
    let parts = Self.words(in: name).compactMap { Self.words[$0] }
    guard parts.count == 1 else { return nil }
    self = parts[0]
  }

  /// The runs of letters of a name in lower case; a capital after a small letter begins another.
  private static func words(in name: some Collection<UInt8>) -> [String] {
    var words: [String] = []
    var (word, wasSmall) = ("", false)
    func end() { if !word.isEmpty { words.append(word.lowercased()) } }
    for character in String(decoding: name, as: UTF8.self) {
      if !character.isLetter || (wasSmall && character.isUppercase) {
        end()
        word = ""
      }
      if character.isLetter { word.append(character) }
      wasSmall = character.isLowercase
    }
    end()
    return words
  }
}
