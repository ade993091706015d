import Datasets
import Formatting

/// What `select` found.
struct SelectionSummary: Encodable {
  /// A selected image.
  struct Item: Encodable {
    /// From 1 up.
    let rank: Int
    let name: String
    let `class`: String?
    /// What it was selected for, by the mode; nil for the first of diverse ones.
    let score: Double?
    /// The class that the neighbours of one that is probably mislabelled are of; nil in other modes.
    let suggestion: String?
  }

  let by: String
  let model: String
  let data: String
  let features: String
  let images: Int
  let dimension: Int
  /// What is to be said of the selection as a whole, by name, such as `coveringRadius`.
  let facts: [String: Double]
  let selected: [Item]
  let output: String?
  let sheet: String?
  let datasets: [DataSummary]
  let notes: [String]

  /// The words for a terminal.
  func text(_ mode: SelectionMode, sentence: String) -> String {
    let hasClasses = selected.contains { $0.class != nil }
    let hasSuggestions = selected.contains { $0.suggestion != nil }
    let head =
      ["", mode.scoreName] + (hasClasses ? ["class"] : []) + (hasSuggestions ? ["neighbours say"] : []) + ["image"]
    let rows = selected.map { item -> [String] in
      let score =
        item.score.map { mode == .typical ? NumberText.grouped(Int($0)) : NumberText.fixed($0, decimals: 3) }
        ?? NumberText.unknown
      return ["\(item.rank)", score] + (hasClasses ? [item.class ?? NumberText.unknown] : [])
        + (hasSuggestions ? [item.suggestion ?? NumberText.unknown] : []) + [item.name]
    }
    let table = selected.isEmpty ? [] : TextTable.lines([head] + rows, leftColumns: [2, 3, 4]) + [""]
    let written = [output, sheet].compactMap { $0 }.map { "written: \($0)" }
    return (table + [sentence] + written).joined(separator: "\n")
  }
}
