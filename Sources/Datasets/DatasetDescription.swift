/// What a user names as DATA: `fashion-mnist`, `cifar10:FOLDER`, or a folder of IDX files, CIFAR-10 batches or images.
public enum DatasetDescription: Sendable, Equatable, CustomStringConvertible {
  /// Fashion-MNIST as the system installed it.
  case fashionMNIST
  /// The folder with CIFAR-10, as binary batches or as class folders under `train` and `test`.
  case cifar10(String)
  /// A folder of whatever kind.
  case folder(String)

  private static let fashionName = "fashion-mnist"
  private static let cifarScheme = "cifar10"

  /// Understands what a user typed; whether it exists is checked on opening.
  ///
  /// A scheme that is not known is a usage error, unless a folder has that name.
  public init(parsing text: String) throws(DatasetError) {
    guard !text.isEmpty else {
      throw DatasetError(.usage, "the data set has no name; give fashion-mnist, cifar10:FOLDER or a folder")
    }
    if text == Self.fashionName {
      self = .fashionMNIST
      return
    }
    guard !FileReader.isFolder(text), let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") else {
      self = .folder(text)
      return
    }
    let scheme = text[..<colon]
    let folder = String(text[text.index(after: colon)...])
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
    case .folder(let path): path
    }
  }

  /// The one-line error for a path that is no folder; nil for a folder.
  static func problem(withFolder path: String) -> DatasetError? {
    guard !FileReader.isFolder(path) else { return nil }
    if FileReader.isFile(path) {
      return DatasetError(.usage, "\(path) is a file; name the folder that holds the images")
    }
    let meant = Suggestion.nearest(to: path, among: [fashionName, cifarScheme])
    let names = [fashionName: fashionName, cifarScheme: "\(cifarScheme):FOLDER"]
    let remedy = meant.flatMap { names[$0] }.map { "did you mean \($0)?" } ?? "check its spelling"
    return DatasetError(.missingInput, "\(path): there is no such folder; \(remedy)")
  }
}
