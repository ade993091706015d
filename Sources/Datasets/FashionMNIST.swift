import Foundation

/// Fashion-MNIST (arXiv 1708.07747) as Debian's package `dataset-fashion-mnist` installs it.
enum FashionMNIST {
  static let classNames = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
  ]

  /// The folders in which shared data is looked for: those of `XDG_DATA_DIRS`, then the usual two.
  static var dataFolders: [String] {
    let listed = ProcessInfo.processInfo.environment["XDG_DATA_DIRS"] ?? ""
    var folders: [String] = []
    for folder in listed.split(separator: ":").map({ String($0) }) + ["/usr/local/share", "/usr/share"]
    where !folders.contains(folder) { folders.append(folder) }
    return folders
  }

  /// The first of `dataFolders` that has the data set.
  static func find(in dataFolders: [String]) throws(DatasetError) -> IDXFolder {
    for folder in dataFolders {
      let candidate = IDXFolder(folder: folder + "/datasets/fashion-mnist", classNames: classNames)
      if candidate.exists { return candidate }
    }
    throw DatasetError(
      .missingInput,
      "Fashion-MNIST is not in datasets/fashion-mnist under \(dataFolders.joined(separator: ", ")); "
        + "install the Debian package dataset-fashion-mnist, or name a folder with its IDX files")
  }
}
