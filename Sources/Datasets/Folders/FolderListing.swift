import Foundation
import Images

/// The image files under a folder, in the order of their names, with the folder of each, and what else is there.
///
/// Names are compared byte by byte, so the order is the same on every machine. Hidden files and folders are left out, as is what
/// machines make for themselves. Links are followed, except those that lead back to a folder that they stand in. A file whose name
/// has no suffix of an image is one if its first bytes are an image's.
struct FolderListing: Sendable {
  /// The path of each image relative to the folder.
  private(set) var paths = PathList()
  /// The folder of each image, a number of `tree`.
  private(set) var folderOfImage: [Int32] = []
  /// The folders.
  private(set) var tree = FolderTree()
  /// The `.tar` files: their paths relative to the folder, and the folder of each.
  private(set) var archives: [(path: [UInt8], folder: Int)] = []
  /// What is neither an image nor an archive.
  private(set) var leftOut = LeftOut()

  /// Lists the folder at `root`; a folder that cannot be read is an error.
  init(root: String) throws(DatasetError) {
    try list(Array(root.utf8), relative: [], ancestors: [], folder: 0)
    tree.sumUp()
  }

  private mutating func list(
    _ path: [UInt8], relative: [UInt8], ancestors: [FileIdentity], folder: Int
  ) throws(DatasetError) {
    let entries = try DirectoryEntries(path)
    // A link that leads to one of the folders on the way here would never end.
    guard !ancestors.contains(entries.identity) else { return }
    leftOut.count(entries.hiddenImages, of: "hidden images")
    for (kind, count) in entries.specials { leftOut.count(count, of: kind.rawValue) }
    let slash = UInt8(ascii: "/")
    for entry in entries.sorted {
      let name = entries.name(entry)
      if entry.isFolder {
        guard !MachineFolder.isOne(name) else {
          leftOut.countFolder(name)
          continue
        }
        let below = tree.add(name, to: folder)
        try list(
          path + [slash] + name, relative: relative + name + [slash], ancestors: ancestors + [entries.identity],
          folder: below)
      } else if ImageFileName.isImage(name) || isImage(path + [slash] + name, name) {
        paths.append(relative + name)
        folderOfImage.append(Int32(folder))
        tree.countImage(in: folder)
      } else if ShardName.isOne(name) {
        archives.append((relative + name, folder))
      }
    }
  }

  /// Whether a file without the suffix of an image is one; counts it if not.
  private mutating func isImage(_ path: [UInt8], _ name: ArraySlice<UInt8>) -> Bool {
    guard !ShardName.isOne(name), !MachineFolder.isOne(name) else { return false }
    guard let beginning = FileReader.beginning(path, count: ImageFormat.headerByteCount) else {
      leftOut.countUnreadable()
      return false
    }
    if ImageFormat.detect(beginning) != nil { return true }
    leftOut.countFile(name, beginning: beginning)
    return false
  }
}
