import Foundation

/// What someone may have meant by a path at which nothing is.
package enum NearbyPath {
  /// Folders with more entries than this are not looked through for a name.
  private static let mostEntries = 20_000

  /// The path with its first wrong part replaced by what its folder has under nearly the same name; nil if nothing comes close.
  ///
  /// Names come close that differ by case, by two letters at most, or by what is behind their dot.
  package static func suggestion(for path: String) -> String? {
    let parts = path.split(separator: "/").map(String.init)
    var folder = path.hasPrefix("/") ? "/" : "."
    for (position, part) in parts.enumerated() {
      let next = joined(folder, part)
      if FileManager.default.fileExists(atPath: next) {
        folder = next
        continue
      }
      guard let name = nearest(to: part, in: folder) else { return nil }
      let meant = ([joined(folder, name)] + parts[(position + 1)...]).joined(separator: "/")
      return FileManager.default.fileExists(atPath: meant) ? meant : nil
    }
    return nil
  }

  private static func joined(_ folder: String, _ name: String) -> String {
    folder == "." ? name : folder == "/" ? "/\(name)" : "\(folder)/\(name)"
  }

  private static func nearest(to name: String, in folder: String) -> String? {
    let entries = visibleEntries(of: folder)
    if let same = entries.first(where: { $0.lowercased() == name.lowercased() }) { return same }
    let lowercased = Dictionary(entries.map { ($0.lowercased(), $0) }) { first, _ in first }
    if let near = Suggestion.nearest(to: name, among: lowercased.keys.sorted()) { return lowercased[near] }
    let stem = (name as NSString).deletingPathExtension
    return entries.first { ($0 as NSString).deletingPathExtension == stem && !stem.isEmpty }
  }

  /// The names in a folder that do not begin with a dot, sorted; none if there are too many.
  package static func visibleEntries(of folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if !name.hasPrefix(".") { names.append(name) }
      guard names.count <= mostEntries else { return [] }
    }
    return names.sorted()
  }
}
