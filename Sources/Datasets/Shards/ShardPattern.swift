import Files
import Foundation

/// What a user types for several shards: braces such as `{000..127}` or `{a,b}`, and the wildcards `*`, `?` and `[…]`.
enum ShardPattern {
  /// More shards than any data set has.
  private static let limit = 1_000_000

  /// The paths of the files that `pattern` stands for, each once, in the order of their paths.
  ///
  /// - Throws: `usage` for a pattern that makes no sense; `missingInput` for one that no file fits, or a name in braces
  ///   without its file.
  static func files(_ pattern: String) throws(DatasetError) -> [[UInt8]] {
    // A file that really has such a name wins.
    if FileReader.isFile(pattern) { return [Array(pattern.utf8)] }
    var paths: Set<[UInt8]> = []
    for text in try expand(pattern) {
      let found =
        text.contains(where: "*?[".contains) ? matches(text) : FileReader.isFile(text) ? [Array(text.utf8)] : []
      guard !found.isEmpty else { throw missing(text, in: pattern) }
      paths.formUnion(found)
    }
    return paths.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The texts that the braces of `pattern` stand for.
  static func expand(_ pattern: String) throws(DatasetError) -> [String] {
    guard let open = pattern.firstIndex(of: "{") else {
      guard !pattern.contains("}") else { throw unbalanced(pattern) }
      return [pattern]
    }
    guard let close = pattern[open...].firstIndex(of: "}"),
      !pattern[pattern.index(after: open)..<close].contains("{"), !pattern[..<open].contains("}")
    else { throw unbalanced(pattern) }
    let choices = try choices(pattern[pattern.index(after: open)..<close], of: pattern)
    let tails = try expand(String(pattern[pattern.index(after: close)...]))
    guard choices.count * tails.count <= limit else { throw tooMany(pattern) }
    return choices.flatMap { choice in tails.map { pattern[..<open] + choice + $0 } }
  }

  /// The choices that stand between two braces.
  private static func choices(_ text: Substring, of pattern: String) throws(DatasetError) -> [String] {
    guard let dots = text.firstRange(of: "..") else {
      guard text.contains(",") else { throw unbalanced(pattern) }
      return text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let (from, to) = (text[..<dots.lowerBound], text[dots.upperBound...])
    guard from.allSatisfy(\.isASCIIDigit), to.allSatisfy(\.isASCIIDigit), let first = Int(from), let last = Int(to),
      first <= last
    else {
      throw DatasetError(.usage, "\(pattern): {\(text)} is no range of numbers; write one such as {000..127}")
    }
    guard last - first < limit else { throw tooMany(pattern) }
    // As in a shell, a zero in front gives all numbers one width.
    let width = from.hasPrefix("0") || to.hasPrefix("0") ? max(from.count, to.count) : 1
    return (first...last).map { number in
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
  }

  /// The bytes of the paths that a pattern fits, which need not be Unicode.
  private static func matches(_ pattern: String) -> [[UInt8]] {
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, 0, nil, &result) == 0 else { return [] }
    return (0..<Int(result.gl_pathc)).compactMap { number in
      result.gl_pathv[number].map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
    }.filter(FileReader.isFile)
  }

  private static func missing(_ text: String, in pattern: String) -> DatasetError {
    let origin = text == pattern ? "" : " (from \(pattern))"
    if text.contains(where: "*?[".contains) {
      return DatasetError(
        .missingInput, "\(text)\(origin): no file fits this pattern; check its spelling and its folder")
    }
    let remedy = DatasetDescription.remedy(forMissing: text, suggestion: NearbyPath.suggestion(for: text))
    return DatasetError(.missingInput, "\(text)\(origin): there is no such .tar file; \(remedy)")
  }

  private static func unbalanced(_ pattern: String) -> DatasetError {
    DatasetError(.usage, "\(pattern) has braces that do not fit; write one pair such as {000..127} or {a,b}")
  }

  private static func tooMany(_ pattern: String) -> DatasetError {
    DatasetError(.usage, "\(pattern) stands for more than \(limit) files; give fewer")
  }
}

extension Character {
  /// Whether this is one of 0 to 9.
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
