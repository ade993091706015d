import Files
import Foundation
import Runs

/// Baselines that were computed once, in a file of a run folder, by a digest of everything that they depend on.
struct BaselineCache {
  private struct Entry: Codable {
    let key: String
    let baselines: [BaselineAccuracy]
  }

  private let path: String
  /// How many evaluations' baselines are kept; those that were computed first go first.
  private static let mostEntries = 64

  /// A cache in a folder that is made when the first baselines are kept.
  init(folder: String) { path = folder + "/baselines.json" }

  /// The baselines of a key; nil if there are none, or the file is no such file.
  func baselines(for key: String) -> [BaselineAccuracy]? { entries.last { $0.key == key }?.baselines }

  /// Keeps baselines.
  ///
  /// - Throws: `FileError` if the file cannot be written.
  func keep(_ baselines: [BaselineAccuracy], for key: String) throws {
    let kept = entries.filter { $0.key != key } + [Entry(key: key, baselines: baselines)]
    try createFolder((path as NSString).deletingLastPathComponent)
    try AtomicFile.write(JSONEncoder().encode(Array(kept.suffix(Self.mostEntries))), to: path)
  }

  private var entries: [Entry] {
    // What cannot be read costs the time to compute it again, and is then replaced.
    (try? JSONDecoder().decode([Entry].self, from: readFile(path))) ?? []
  }
}
