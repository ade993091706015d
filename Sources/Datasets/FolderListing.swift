import Foundation

/// The image files under a folder, in the order of their names, with the first sub-folder of each.
///
/// Names are compared byte by byte, so the order is the same on every machine. Hidden files and folders are left out.
/// Links are followed, except those that lead back to a folder that they stand in.
struct FolderListing: Sendable {
  /// The path of each image relative to the folder.
  private(set) var paths = PathList()
  /// The first sub-folder of each image as a position in `subfolders`; −1 for an image in the folder itself.
  private(set) var subfolderOfImage: [Int32] = []
  /// The names of the sub-folders of the folder, sorted.
  private(set) var subfolders: [String] = []

  /// Lists the folder at `root`; a folder that cannot be read is an error.
  init(root: String) throws(DatasetError) {
    try list(Array(root.utf8), relative: [], ancestors: [], subfolder: -1)
  }

  /// The names of the sub-folders of the folder at `path`, sorted; hidden ones are left out.
  static func subfolders(of path: String) throws(DatasetError) -> [String] {
    let entries = try DirectoryEntries(Array(path.utf8))
    return entries.sorted.filter(\.isFolder).map { String(decoding: entries.name($0), as: UTF8.self) }
  }

  private mutating func list(
    _ path: [UInt8], relative: [UInt8], ancestors: [FileIdentity], subfolder: Int32
  ) throws(DatasetError) {
    let entries = try DirectoryEntries(path)
    // A link that leads to one of the folders on the way here would never end.
    guard !ancestors.contains(entries.identity) else { return }
    let slash = UInt8(ascii: "/")
    for entry in entries.sorted {
      let name = entries.name(entry)
      if entry.isFolder {
        var subfolderBelow = subfolder
        if ancestors.isEmpty {
          subfolderBelow = Int32(subfolders.count)
          subfolders.append(String(decoding: name, as: UTF8.self))
        }
        try list(
          path + [slash] + name, relative: relative + name + [slash], ancestors: ancestors + [entries.identity],
          subfolder: subfolderBelow)
      } else if ImageFileName.isImage(name) {
        paths.append(relative + name)
        subfolderOfImage.append(subfolder)
      }
    }
  }
}
