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
