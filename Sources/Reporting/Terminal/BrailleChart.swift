import Formatting
import Foundation

/// A curve in a terminal, drawn with braille characters, two by four dots in the room of one, or with stops and colons.
package struct BrailleChart: Sendable {
  /// What the curve is.
  package let title: String
  private let x: [Double]
  private let y: [Double]
  private let reference: Double?

  private static let labelWidth = 9
  /// From this ratio of the largest to the least number on, the axis is logarithmic.
  private static let leastLogarithmicRatio = 20.0

  /// A curve through the points `(x[i], y[i])`, in ascending order of x, and a dotted line at `reference`.
  package init(title: String, x: [Double], y: [Double], reference: Double? = nil) {
    self.title = title
    self.x = x
    self.y = y
    self.reference = reference
  }

  /// The title, `rows` rows of the plot with numbers on the left, and the ends of the horizontal axis.
  package func lines(columns: Int, rows: Int, isUnicode: Bool = true) -> [String] {
    let plotColumns = max(columns - Self.labelWidth - 1, 4)
    let (width, height) = isUnicode ? (2 * plotColumns, 4 * max(rows, 1)) : (plotColumns, 2 * max(rows, 1))
    let points = SampledCurve(x: x, y: y, limit: width).points
    func cut(_ line: String) -> String { String(line.prefix(columns)) }
    guard let first = points.first, let last = points.last else { return [cut(title), cut("nothing to draw yet")] }
    let values = points.flatMap { [$0.minimum, $0.maximum] } + [reference].compactMap { $0 }
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let isLogarithmic = low > 0 && high / low > Self.leastLogarithmicRatio && (high / low).isFinite
    func place(_ value: Double) -> Int {
      guard high > low else { return height / 2 }
      let share = isLogarithmic ? log(value / low) / log(high / low) : (value - low) / (high - low)
      return height - 1 - Int((min(max(share.isFinite ? share : 0, 0), 1) * Double(height - 1)).rounded())
    }
    var dots = [Bool](repeating: false, count: width * height)
    if let reference {
      let row = place(reference)
      for column in stride(from: 0, to: width, by: 4) { dots[row * width + column] = true }
    }
    var previous: (column: Int, row: Int)?
    for point in points {
      let share = (point.x - first.x) / (last.x - first.x)
      let column = last.x > first.x && share >= 0 && share <= 1 ? Int((share * Double(width - 1)).rounded()) : width / 2
      let row = place(point.mean)
      // A file may hold anything: only steps that go on are drawn.
      guard previous.map({ $0.column <= column }) ?? (0..<width).contains(column), column < width else { continue }
      let from = previous ?? (column, row)
      for step in from.column...column {
        // The part of a straight line that lies in this column of dots.
        let share = column > from.column ? Double(step - from.column) / Double(column - from.column) : 1
        let middle = from.row + Int((share * Double(row - from.row)).rounded())
        let before =
          step > from.column
          ? from.row
            + Int((Double(step - 1 - from.column) / Double(column - from.column) * Double(row - from.row)).rounded())
          : middle
        for dot in min(before, middle)...max(before, middle) { dots[dot * width + step] = true }
      }
      previous = (column, row)
    }
    let plot = (0..<max(rows, 1)).map { row -> String in
      let label = row == 0 ? NumberText.short(high) : row == rows - 1 ? NumberText.short(low) : ""
      return Self.padded(label)
        + (isUnicode
          ? "┤" + Self.braille(dots, width: width, row: row) : "|" + Self.stops(dots, width: width, row: row))
    }
    let ends = (NumberText.short(first.x, digits: 9), NumberText.short(last.x, digits: 9))
    let gap = max(plotColumns - ends.0.count - ends.1.count, 1)
    let axis = Self.padded("") + " " + ends.0 + String(repeating: " ", count: gap) + ends.1
    return [cut(title + (isLogarithmic ? " (logarithmic)" : ""))] + plot + [cut(axis)]
  }

  private static func padded(_ text: String) -> String { text.padded(to: labelWidth, onTheLeft: true) }

  /// The characters of a row: bit n of a braille pattern is dot n + 1, numbered down the left column, then the right one.
  private static func braille(_ dots: [Bool], width: Int, row: Int) -> String {
    let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
    var text = ""
    for column in stride(from: 0, to: width, by: 2) {
      var pattern: UInt32 = 0x2800
      for y in 0..<4 {
        for x in 0..<2 where dots[(4 * row + y) * width + column + x] { pattern |= bits[y][x] }
      }
      if let scalar = Unicode.Scalar(pattern) { text.unicodeScalars.append(scalar) }
    }
    return text
  }

  /// The characters of a row of two dots each, for terminals that know ASCII alone.
  private static func stops(_ dots: [Bool], width: Int, row: Int) -> String {
    (0..<width).map { column in
      switch (dots[2 * row * width + column], dots[(2 * row + 1) * width + column]) {
      case (true, true): ":"
      case (true, false): "'"
      case (false, true): "."
      case (false, false): " "
      }
    }.joined()
  }
}
