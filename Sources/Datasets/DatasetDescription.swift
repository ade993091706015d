import Files

/// What a user names as DATA: `fashion-mnist`, `cifar10:FOLDER`, `.tar` shards, or a folder.
///
/// A folder holds IDX files, CIFAR-10 batches, images or shards.
public enum DatasetDescription: Sendable, Equatable, CustomStringConvertible {
  /// Fashion-MNIST as the system installed it.
  case fashionMNIST
  /// The folder with CIFAR-10, as binary batches or as class folders under `train` and `test`.
  case cifar10(String)
  /// A folder of whatever kind.
  case folder(String)
  /// One `.tar` file, or a pattern that stands for several, such as `train-{000..127}.tar`.
  case shards(String)

  private static let fashionName = "fashion-mnist"
  private static let cifarScheme = "cifar10"

  /// Understands what a user typed; whether it exists is checked on opening.
  ///
  /// A scheme that is not known is a usage error, unless a folder has that name.
  public init(parsing text: String) throws(DatasetError) {
    guard !text.isEmpty else {
      throw DatasetError(.usage, "the data set has no name; give fashion-mnist, cifar10:FOLDER, .tar files or a folder")
    }
    if text == Self.fashionName {
      self = .fashionMNIST
      return
    }
    if !FileReader.isFolder(text), !text.hasPrefix("\(Self.cifarScheme):"), !text.contains("://") {
      if ShardName.isOne(text.utf8) {
        self = .shards(text)
        return
      }
      if let ending = [".tar.gz", ".tgz", ".tar.zst", ".tar.xz", ".tar.bz2"].first(where: text.lowercased().hasSuffix) {
        throw DatasetError(
          .usage,
          "\(text) ends in \(ending), but images are read one by one from plain .tar files; unpack it first (tar -xf)")
      }
    }
    guard !FileReader.isFolder(text), let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") else {
      self = .folder(Self.withoutTrailingSlashes(text))
      return
    }
    let scheme = text[..<colon]
    let folder = Self.withoutTrailingSlashes(text[text.index(after: colon)...])
    guard scheme == Self.cifarScheme else {
      throw DatasetError(
        .usage, "\(text) begins with the unknown scheme \(scheme); give fashion-mnist, cifar10:FOLDER or a folder")
    }
    guard !folder.isEmpty else {
      throw DatasetError(.usage, "cifar10: lacks its folder; give cifar10:FOLDER")
    }
    self = .cifar10(folder)
  }

  /// What `init(parsing:)` understands as this.
  public var description: String {
    switch self {
    case .fashionMNIST: Self.fashionName
    case .cifar10(let folder): "\(Self.cifarScheme):\(folder)"
    case .folder(let path), .shards(let path): path
    }
  }

  /// The same data by a path that leads to it from any folder, so that two spellings of it compare equal; what does not exist
  /// stays as it is.
  public var absolute: DatasetDescription {
    switch self {
    case .fashionMNIST: self
    case .cifar10(let folder): .cifar10(FileReader.absolute(folder))
    case .folder(let path): .folder(FileReader.absolute(path))
    case .shards(let pattern): .shards(FileReader.absolute(pattern))
    }
  }

  /// The path as messages shall show it: completion in a shell leaves a slash behind folders.
  private static func withoutTrailingSlashes(_ path: some StringProtocol) -> String {
    var path = String(path)
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// The one-line error for a path that is no folder; nil for a folder.
  static func problem(withFolder path: String) -> DatasetError? {
    guard !FileReader.isFolder(path) else { return nil }
    if FileReader.isFile(path) { return NearlyData.error(file: path) }
    if path.contains(where: "*?[{".contains) {
      return DatasetError(
        .missingInput,
        "\(path) is a pattern, and only .tar files are named by patterns; name the folder that holds the images")
    }
    let meant = Suggestion.nearest(to: path, among: [fashionName, cifarScheme])
    let names = [fashionName: fashionName, cifarScheme: "\(cifarScheme):FOLDER"]
    let suggestion = meant.flatMap { names[$0] } ?? NearbyPath.suggestion(for: path)
    return DatasetError(
      .missingInput, "\(path): there is no such folder; \(remedy(forMissing: path, suggestion: suggestion))")
  }

  /// What helps against a path at which nothing is.
  static func remedy(forMissing path: String, suggestion: String?) -> String {
    if let suggestion { return "did you mean \(suggestion)?" }
    return path.hasPrefix("~") ? "a shell knows ~ outside of quotes only: write the whole path" : "check its spelling"
  }

  /// What helps where images of this data have no classes; one phrase.
  package var labelRemedy: String {
    switch self {
    case .folder(let folder) where IDXFolder(folder: folder, classNames: nil).exists:
      return "put the files of labels beside those of images (train-labels-idx1-ubyte, t10k-labels-idx1-ubyte)"
    case .shards:
      return
        "give each sample a member KEY.cls with its class, pack the images in a folder for each class, or name a table of classes"
    case .fashionMNIST, .cifar10, .folder:
      return "put each class into a folder of its own, or name a table of classes"
    }
  }
}
