import Synchronization

/// Kinds of something by the name that a user chooses them with; other packages can enter theirs.
public final class Registry<Entry: Sendable>: Sendable {
  private let what: String
  private let names: @Sendable (Entry) -> [String]
  private let entries: Mutex<[Entry]>

  /// - Parameters:
  ///   - what: What is registered, for error messages.
  ///   - names: The names of an entry, at least one.
  ///   - entries: Those that are there from the start.
  public init(what: String, names: @escaping @Sendable (Entry) -> [String], _ entries: [Entry]) {
    self.what = what
    self.names = names
    self.entries = Mutex(entries)
  }

  /// Enters another kind; none of its names may be taken.
  public func register(_ entry: Entry) {
    let taken = allNames
    precondition(names(entry).allSatisfy { !taken.contains($0) }, "a \(what) \(names(entry)) is registered already")
    entries.withLock { $0.append(entry) }
  }

  /// All entries, in the order in which they came.
  public var all: [Entry] { entries.withLock { $0 } }

  /// The names of all entries.
  public var allNames: [String] { all.flatMap(names) }

  /// The entry with a name; nil if there is none.
  public subscript(name: String) -> Entry? { all.first { names($0).contains(name) } }
}
