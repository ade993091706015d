/// The folders above the images of a data set, on disk or in archives, with the number of images in each.
struct FolderTree: Sendable {
  struct Folder: Sendable {
    /// The bytes of its name; none for the root.
    let name: [UInt8]
    let parent: Int
    /// The folders in it, in the order in which they came.
    fileprivate(set) var children: [Int] = []
    /// The images that stand in it directly.
    fileprivate(set) var directImages = 0
    /// The images in it and below.
    fileprivate(set) var images = 0
  }

  /// The folders; each comes after its parent, the first is the root.
  private(set) var folders = [Folder(name: [], parent: -1)]

  /// Adds a folder to folder `parent` and returns its number.
  mutating func add(_ name: some Collection<UInt8>, to parent: Int) -> Int {
    folders.append(Folder(name: Array(name), parent: parent))
    folders[parent].children.append(folders.count - 1)
    return folders.count - 1
  }

  /// Counts an image that stands directly in folder `number`.
  mutating func countImage(in number: Int) { folders[number].directImages += 1 }

  /// Adds up the images of all folders below each.
  mutating func sumUp() {
    for number in folders.indices { folders[number].images = folders[number].directImages }
    for number in folders.indices.reversed() where number > 0 {
      folders[folders[number].parent].images += folders[number].images
    }
  }

  /// The folders in folder `number` that have images in them or below.
  func children(of number: Int) -> [Int] { folders[number].children.filter { folders[$0].images > 0 } }

  /// Whether a folder holds others that have images.
  func hasChildren(_ number: Int) -> Bool { folders[number].children.contains { folders[$0].images > 0 } }

  /// The path from folder `ancestor` down to folder `number`, for people.
  func path(of number: Int, below ancestor: Int = 0) -> String {
    var (names, number) = ([String](), number)
    while number != ancestor, number > 0 {
      names.append(NameText.text(folders[number].name))
      number = folders[number].parent
    }
    return names.reversed().joined(separator: "/")
  }
}
