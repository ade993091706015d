import Files
import Foundation

/// What to say of files that are nearly data: packed, under another name, one folder further, or of a kind that is not read.
enum NearlyData {
  /// How a kind of file is told by its name, and what to do about it.
  private struct Kind: Sendable {
    let endings: [String]
    /// What it is, and the remedy.
    let advice: @Sendable (_ path: String) -> String
  }

  /// The endings of more than one part first.
  private static let kinds: [Kind] = [
    Kind(endings: [".tar.gz", ".tgz", ".tar.zst", ".tar.xz", ".txz", ".tar.bz2", ".tbz2"]) {
      "is a packed archive; unpack it first (tar -xf \($0)), or repack it as plain .tar"
    },
    Kind(endings: [".zip"]) { "is a packed archive; unpack it first (unzip \($0))" },
    Kind(endings: [".7z"]) { "is a packed archive; unpack it first (7z x \($0))" },
    Kind(endings: [".rar"]) { "is a packed archive; unpack it first (unrar x \($0))" },
    Kind(endings: [".zst", ".xz", ".bz2"]) { _ in "is a packed file; unpack it first" },
    Kind(endings: [".npy", ".npz", ".h5", ".hdf5", ".mat", ".pkl", ".pickle", ".pt", ".pth", ".safetensors"]) { _ in
      "is a file of arrays, which is not read as images; write them as image files, or as IDX files"
    },
    Kind(endings: [".parquet", ".arrow", ".feather", ".tfrecord", ".tfrecords", ".mdb", ".lmdb", ".rec", ".beton"]) {
      _ in "is a container of another framework, which is not read; write its images as files or .tar shards"
    },
    Kind(endings: [".csv", ".tsv", ".txt", ".json", ".jsonl", ".xml"]) { _ in
      "is a text, not images; name the folder that holds the images"
    },
    Kind(endings: [".mp4", ".avi", ".mov", ".mkv", ".webm"]) { _ in
      "is a video; write its frames as image files first"
    },
  ]

  /// The names under which IDX files are found.
  private static let idxNames =
    "train-images-idx3-ubyte and train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, with .gz if "
    + "they are gzipped"

  /// The error for a file where a folder of data, or shards, must be named.
  static func error(file path: String) -> DatasetError {
    let name = (path as NSString).lastPathComponent
    let folder = (path as NSString).deletingLastPathComponent
    let place = folder.isEmpty ? "." : folder
    if isIDX(path, name) {
      let isFound = IDXFolder(folder: place, classNames: nil).exists
      return DatasetError(
        .usage,
        "\(path) is one IDX file; "
          + (isFound ? "name its folder, \(place)" : "name its folder, in which such files are called \(idxNames)"))
    }
    if let advice = advice(path, name) { return DatasetError(.usage, "\(path) \(advice)") }
    if ImageFileName.isImage(Array(name.utf8)[...]) {
      return DatasetError(.usage, "\(path) is one image; name the folder that holds the images, such as \(place)")
    }
    if isTar(path) {
      return DatasetError(.usage, "\(path) is a tar file under another name; give it a name that ends in .tar")
    }
    return DatasetError(.usage, "\(path) is a file; name the folder that holds the images, or .tar files")
  }

  /// What stands in a folder without a usable image and is nearly data: the end of a sentence that begins with the folder; nil
  /// if there is nothing of the kind.
  static func sentence(folder: String) -> String? {
    let names = NearbyPath.visibleEntries(of: folder)
    if let found = names.first(where: { isIDX("\(folder)/\($0)", $0) }) {
      return "holds IDX files under other names, such as \(found); call them \(idxNames)"
    }
    if names.contains("data_batch_1") || names.contains("cifar-10-batches-py") {
      return
        "holds the Python version of CIFAR-10; get the binary version, whose files are called data_batch_1.bin and so on"
    }
    if names.contains("train.bin"), names.contains("fine_label_names.txt") {
      return "holds the binary version of CIFAR-100, which is not read; write its images as files"
    }
    if let below = folderBelow(folder, names) {
      return "holds no images itself, but \(below) does; name that"
    }
    for name in names {
      guard FileReader.isFile("\(folder)/\(name)"), let advice = advice("\(folder)/\(name)", name) else { continue }
      return "holds no images, but \(name), which \(advice)"
    }
    return nil
  }

  /// What to do about a file of a known kind.
  private static func advice(_ path: String, _ name: String) -> String? {
    let name = name.lowercased()
    return kinds.first { $0.endings.contains(where: name.hasSuffix) }?.advice(path)
  }

  /// A folder of IDX or CIFAR-10 files, one or two levels below another.
  private static func folderBelow(_ folder: String, _ names: [String]) -> String? {
    let first = names.map { "\(folder)/\($0)" }.filter(FileReader.isFolder).prefix(20)
    let second = first.flatMap { below in NearbyPath.visibleEntries(of: below).map { "\(below)/\($0)" } }
      .filter(FileReader.isFolder).prefix(100)
    return (first + second).first {
      IDXFolder(folder: $0, classNames: nil).exists || CIFAR10Folder(in: $0) != nil
    }
  }

  /// Whether a file is an IDX file of images or labels, by its name or its first bytes.
  private static func isIDX(_ path: String, _ name: String) -> Bool {
    let name = name.lowercased()
    if ["idx3-ubyte", "idx1-ubyte"].contains(where: name.contains) { return FileReader.isFile(path) }
    // A photo is not opened for it.
    guard !name.contains(".") || name.hasSuffix(".idx") || name.hasSuffix(".idx3") || name.hasSuffix(".idx1") else {
      return false
    }
    let head = FileReader.beginning(Array(path.utf8), count: 4)
    return head == [0, 0, 8, 3] || head == [0, 0, 8, 1]
  }

  private static func isTar(_ path: String) -> Bool {
    FileReader.beginning(Array(path.utf8), count: 262)?.dropFirst(257).elementsEqual("ustar".utf8) == true
  }
}
