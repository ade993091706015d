import Images

/// What stands among the images of a data set and is none that is read, counted by kind.
public struct LeftOut: Sendable, Equatable {
  /// The number of files of each kind, such as `PDF`, or `.txt` for what has no kind of its own.
  public private(set) var files: [String: Int] = [:]
  /// The number of folders that machines made for themselves, by name.
  public private(set) var folders: [String: Int] = [:]
  /// Folders beside the parts or the classes, with their images.
  public internal(set) var beside: [String: Int] = [:]
  /// Members of archives that a later one of the same name replaces.
  public internal(set) var replaced = 0

  /// Nothing.
  public init() {}

  /// Whether nothing was left out.
  public var isEmpty: Bool { files.isEmpty && folders.isEmpty && beside.isEmpty && replaced == 0 }

  /// The number of files that are no images that are read.
  public var fileCount: Int { files.values.reduce(0, +) }

  /// The kinds whose names are things, of which there may be several.
  private static let countable = Set(SpecialFile.allCases.map(\.rawValue) + [TarHeader.linkName])

  /// The most kinds and folders that a sentence names.
  private static let mostNamed = 6

  /// A clause for one line, such as `left out 21 files (20 .txt, 1 PDF) and the folder @eaDir`; nil for nothing.
  public var text: String? {
    var clauses: [String] = []
    if fileCount > 0 {
      let kinds = Self.list(
        files.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { kind, count in
          "\(count) \(kind)\(count > 1 && Self.countable.contains(kind) ? "s" : "")"
        })
      clauses.append("\(fileCount) \(fileCount == 1 ? "file" : "files") (\(kinds))")
    }
    let made = folders.values.reduce(0, +)
    if made > 0 {
      clauses.append("\(made == 1 ? "the folder" : "\(made) folders") \(Self.list(folders.keys.sorted()))")
    }
    if !beside.isEmpty {
      let named = beside.sorted { $0.key < $1.key }.map { "\($0.key) with \($0.value) images" }
      clauses.append("\(beside.count == 1 ? "the folder" : "the folders") \(Self.list(named))")
    }
    if replaced > 0 { clauses.append("\(replaced) members that later ones of the same name replace") }
    guard let last = clauses.last else { return nil }
    let rest = clauses.dropLast()
    return "left out " + (rest.isEmpty ? last : rest.joined(separator: ", ") + " and " + last)
  }

  private static func list(_ words: [String]) -> String {
    words.prefix(mostNamed).joined(separator: ", ")
      + (words.count > mostNamed ? " and \(words.count - mostNamed) more" : "")
  }

  /// Counts a file by what its first bytes and its name say.
  mutating func countFile(_ name: ArraySlice<UInt8>, beginning: [UInt8]) {
    let kind =
      UnreadFormat.detect(beginning)?.rawValue
      ?? ImageFileName.extension(of: name).map { "." + NameText.text($0).lowercased() } ?? "without a suffix"
    files[kind, default: 0] += 1
  }

  /// Counts a file that cannot be read.
  mutating func countUnreadable() { files["that cannot be read", default: 0] += 1 }

  /// Counts files of a kind.
  mutating func count(_ count: Int, of kind: String) {
    if count > 0 { files[kind, default: 0] += count }
  }

  /// Counts a folder of a machine.
  mutating func countFolder(_ name: ArraySlice<UInt8>) { folders[NameText.text(name), default: 0] += 1 }

  /// Adds what was left out elsewhere.
  mutating func add(_ other: LeftOut) {
    files.merge(other.files, uniquingKeysWith: +)
    folders.merge(other.folders, uniquingKeysWith: +)
    beside.merge(other.beside, uniquingKeysWith: +)
    replaced += other.replaced
  }
}

extension LeftOut: Encodable {
  private enum CodingKeys: String, CodingKey { case files, folders, beside, replaced }
}
