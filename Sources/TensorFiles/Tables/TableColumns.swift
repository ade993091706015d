import Foundation

/// What the columns of a delimited table hold: numbers of embeddings, names of rows, or something that is left out.
struct TableColumns {
  /// What one column holds.
  enum Role: Equatable {
    case feature, name
    /// Not part of the embeddings; in words for whom or what.
    case leftOut(String)
  }

  /// The roles in the order of the columns.
  private(set) var roles: [Role]
  /// The headers; nil if the first line has none.
  let headers: [String]?

  private static let nameHeaders: Set = ["name", "names", "file", "filename", "path", "image"]
  private static let numberHeaders: Set = ["id", "index"]
  private static let classHeaders: Set = [
    "class", "classes", "class_name", "classname", "label", "labels", "target", "targets", "category",
  ]

  /// The columns that the first line of a table tells of; it is a header unless it holds numbers.
  ///
  /// Numbers that count the columns from 0, which pandas writes above columns without names, are headers too.
  init(first line: [String]) {
    let words = line.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    let isTelling = words.enumerated().map { index, word in
      (index == 0 && word.isEmpty) || Self.nameHeaders.contains(word) || Self.numberHeaders.contains(word)
        || Self.classHeaders.contains(word)
    }
    let others = words.indices.filter { !isTelling[$0] }.map { words[$0] }
    let areCounted =
      others.count > (others.count < words.count ? 0 : 2)
      && others.enumerated().allSatisfy { Int($0.element) == $0.offset }
    guard areCounted || others.allSatisfy({ Self.number($0) == nil }) else {
      headers = nil
      roles = Array(repeating: .feature, count: line.count)
      return
    }
    headers = line
    roles = words.map { Self.classHeaders.contains($0) ? .leftOut("classes") : .feature }
    // Names say more than numbers of rows do.
    let named = words.indices.filter { Self.nameHeaders.contains(words[$0]) }
    let numbered = words.indices.filter { Self.numberHeaders.contains(words[$0]) || ($0 == 0 && words[0].isEmpty) }
    for (place, column) in (named + numbered).enumerated() { roles[column] = place == 0 ? .name : .leftOut("names") }
  }

  /// Gives columns that hold words in the first row of values their roles: names in the first column, else left out.
  mutating func note(firstRow fields: [String]) {
    for (column, field) in fields.enumerated() where roles[column] == .feature {
      guard Self.number(field) == nil, !field.trimmingCharacters(in: .whitespaces).isEmpty, fields.count > 1 else {
        continue
      }
      roles[column] = column == 0 && !roles.contains(.name) ? .name : .leftOut("words")
    }
  }

  /// The positions of the columns of numbers.
  var features: [Int] { roles.indices.filter { roles[$0] == .feature } }
  /// The position of the column of names.
  var name: Int? { roles.firstIndex(of: .name) }
  /// The positions of columns of words, in which a number would be strange.
  var words: [Int] { roles.indices.filter { roles[$0] == .leftOut("words") } }

  /// A column for a message, counted from 1.
  func title(_ column: Int) -> String {
    let name = headers.map { $0[column].prefix(24) } ?? ""
    return name.isEmpty ? "column \(column + 1)" : "column \(column + 1) (\(name))"
  }

  /// A sentence for each column that is left out, but for the names of rows.
  var notes: [String] {
    roles.indices.compactMap { column in
      guard case .leftOut(let what) = roles[column] else { return nil }
      return "\(title(column)) holds \(what) and is left out"
    }
  }

  /// The number that a field holds, if it holds one.
  static func number(_ field: String) -> Double? { Double(field) ?? Double(field.trimmingCharacters(in: .whitespaces)) }
}
