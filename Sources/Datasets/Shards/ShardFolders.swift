/// The folders of the images in some shards: those that a shard is in, then those that paths inside it name.
struct ShardFolders: Sendable {
  /// The folders.
  private(set) var tree = FolderTree()
  /// The folder of each image of the catalogue, a number of `tree`.
  private(set) var folderOfImage: [Int32] = []
  private var numbers: [Place: Int] = [:]

  private struct Place: Hashable {
    let parent: Int
    let name: [UInt8]
  }

  /// - Parameters:
  ///   - catalogue: The images.
  ///   - folders: The folders that each shard is in, the outermost first.
  init(_ catalogue: ShardCatalogue, folders: [[[UInt8]]]) {
    folderOfImage.reserveCapacity(catalogue.count)
    let slash = UInt8(ascii: "/")
    for (shard, index) in catalogue.shards.enumerated() {
      let top = folders[shard].reduce(0) { folder(ArraySlice($1), in: $0) }
      // Images side by side are in one folder.
      var (last, lastFolder) = (ArraySlice<UInt8>(), top)
      for position in 0..<index.count {
        let path = index.paths[position]
        let parent = path[..<(path.lastIndex(of: slash) ?? path.startIndex)]
        if parent != last {
          lastFolder = parent.split(separator: slash).reduce(top) { folder($1, in: $0) }
          last = parent
        }
        folderOfImage.append(Int32(lastFolder))
        tree.countImage(in: lastFolder)
      }
    }
    tree.sumUp()
  }

  private mutating func folder(_ name: ArraySlice<UInt8>, in parent: Int) -> Int {
    let place = Place(parent: parent, name: Array(name))
    if let number = numbers[place] { return number }
    let number = tree.add(name, to: parent)
    numbers[place] = number
    return number
  }
}
