/// What a shell can offer for a value or a positional argument, by its placeholder.
struct ValueCompletion: Equatable {
  /// Which names of the file system fit.
  enum Paths: Equatable {
    case none
    case folders
    /// Folders, and files that end in one of these, or all files where there is none.
    case files(endings: [String])
  }

  /// Words that fit, in the order of the help.
  private(set) var words: [String] = []
  private(set) var paths = Paths.none

  /// Whether there is nothing to offer.
  var isEmpty: Bool { words.isEmpty && paths == .none }

  /// Whether a data set is wanted, which may be one that no folder of the user's holds.
  let isData: Bool

  /// Reads a placeholder such as `skip|fail`, `RUN|FILE` or `IMAGE…`; `names` are what a word of it in capitals may be.
  init(_ placeholder: String, names: [String] = []) {
    let parts = placeholder.split { "| …[]".contains($0) }.map(String.init)
    isData = parts.contains("DATA")
    for part in parts {
      switch part {
      case "RUN", "FOLDER":
        if paths == .none { paths = .folders }
      case "DATA", "FILE", "PATH", "IMAGE", "PHOTOS", "A", "B", "C": paths = .files(endings: [])
      case _ where part.hasPrefix("FILE."): add(ending: String(part.dropFirst(4)))
      case _ where part.hasPrefix("C."): add(ending: String(part.dropFirst(1)))
      case _ where part.wholeMatch(of: /[a-z0-9][a-z0-9_-]*/) != nil: words.append(part)
      default: break
      }
    }
    words += isData ? ["fashion-mnist"] : []
    words += names.filter { !words.contains($0) }
  }

  private mutating func add(ending: String) {
    switch paths {
    case .none: paths = .files(endings: [ending])
    case .files(let endings) where !endings.isEmpty: paths = .files(endings: endings + [ending])
    case .files, .folders: paths = .files(endings: [])
    }
  }
}
