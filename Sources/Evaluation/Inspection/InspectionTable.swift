import Formatting

/// Aligned lines of a name, a value and its meaning.
struct InspectionTable: CustomStringConvertible {
  private let lines: [(name: String, value: String, meaning: String)]

  init(_ lines: [(name: String, value: String, meaning: String)]) { self.lines = lines }

  var description: String {
    let nameWidth = lines.map(\.name.count).max() ?? 0
    let valueWidth = lines.map(\.value.count).max() ?? 0
    return lines.map { name, value, meaning in
      name.padded(to: nameWidth) + "  " + value.padded(to: valueWidth, onTheLeft: true) + "   " + meaning
    }.joined(separator: "\n")
  }
}
