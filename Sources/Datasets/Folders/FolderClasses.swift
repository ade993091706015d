import Foundation

/// The classes of the images of a tree's folders: a number for each folder, and the names.
struct FolderClasses: Sendable {
  /// The names of the classes, sorted byte by byte.
  let names: [String]
  /// The class of images in each folder of the tree; −1 for none.
  private let classOfFolder: [Int32]

  /// The classes of some parts of a tree, under names that all of them share.
  init(of parts: [FolderParts.Part], in tree: FolderTree) {
    func name(_ folder: Int) -> String { NameText.text(tree.folders[folder].name) }
    let all = Set(parts.flatMap(\.classes).map(name))
    // Names that are composed in another way are the same, and stand in the same place.
    names = all.map { (name: $0, key: $0.precomposedStringWithCanonicalMapping) }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.name)
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    var classes = [Int32](repeating: -1, count: tree.folders.count)
    for folder in parts.flatMap(\.classes) { classes[folder] = numbers[name(folder)] ?? -1 }
    // Each folder comes after its parent.
    for folder in classes.indices.dropFirst() where classes[folder] < 0 {
      classes[folder] = classes[tree.folders[folder].parent]
    }
    classOfFolder = classes
  }

  /// The class of an image that stands directly in a folder; −1 for none.
  subscript(folder: Int32) -> Int32 { classOfFolder[Int(folder)] }
}

extension FolderTree {
  /// For each folder whether it is one of `tops` or lies below one.
  func isBelow(_ tops: [Int]) -> [Bool] {
    var below = [Bool](repeating: false, count: folders.count)
    for top in tops { below[top] = true }
    for number in folders.indices.dropFirst() where folders[number].parent >= 0 && below[folders[number].parent] {
      below[number] = true
    }
    return below
  }
}
