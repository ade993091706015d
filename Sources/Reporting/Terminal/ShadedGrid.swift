/// A matrix in a terminal: colours where there are any, shades of grey by the size of a number where not.
package struct ShadedGrid: Sendable {
  private let values: [[Double]]
  private let scale: ColorScale

  /// A part of a cross-correlation matrix C, all rows of one length; blue is negative, red positive.
  package init(correlation: [[Float]]) {
    precondition(correlation.allSatisfy { $0.count == correlation[0].count }, "a grid's rows have the same length")
    values = correlation.map { $0.map(Double.init) }
    scale = ColorScale(.diverging(limit: 1))
  }

  /// At most `rows` lines of at most `columns` characters.
  ///
  /// Where the matrix is larger, a cell stands for several numbers and shows the one of the largest size, so that a single
  /// pair of redundant features is not averaged away.
  package func lines(columns: Int, rows: Int, style: TerminalStyle) -> [String] {
    guard let width = values.first?.count, width > 0 else { return [] }
    // With half blocks in colour a character holds two cells, one above the other; else a cell takes two characters.
    let isDense = style.isColored && style.isUnicode
    let side = isDense ? min(columns, 2 * rows) : min(columns / 2, rows)
    guard side > 0 else { return [] }
    let cells = condensed(rows: min(values.count, side), columns: min(width, side))
    return isDense
      ? halfBlocks(cells)
      : cells.map { row in row.map { style.isColored ? square($0) : shade($0, style) }.joined() }
  }

  private func halfBlocks(_ cells: [[Double]]) -> [String] {
    stride(from: 0, to: cells.count, by: 2).map { row in
      cells[row].indices.map { column in
        let upper = "\u{1B}[38;5;\(index(cells[row][column]))m"
        let lower = row + 1 < cells.count ? "\u{1B}[48;5;\(index(cells[row + 1][column]))m" : ""
        return upper + lower + "▀\u{1B}[0m"
      }.joined()
    }
  }

  private func square(_ value: Double) -> String { "\u{1B}[48;5;\(index(value))m  \u{1B}[0m" }

  private func shade(_ value: Double, _ style: TerminalStyle) -> String {
    let shades = style.isUnicode ? Self.shades : Self.letters
    return String(repeating: shades[min(Int(min(abs(value), 1) * Double(shades.count)), shades.count - 1)], count: 2)
  }

  private static let shades = [" ", "░", "▒", "▓", "█"]
  /// Letters of growing ink.
  private static let letters = [" ", ".", ":", "+", "#"]

  /// The nearest colour of the 6×6×6 cube that nearly every terminal has.
  private func index(_ value: Double) -> Int {
    let (red, green, blue) = scale.color(value)
    let levels = [red, green, blue].map { Int((Double($0) / 255 * 5).rounded()) }
    return 16 + 36 * levels[0] + 6 * levels[1] + levels[2]
  }

  private func condensed(rows: Int, columns: Int) -> [[Double]] {
    (0..<rows).map { row in
      let above = values[(row * values.count / rows)..<((row + 1) * values.count / rows)]
      return (0..<columns).map { column in
        let width = values[0].count
        let range = (column * width / columns)..<((column + 1) * width / columns)
        return above.flatMap { $0[range] }.max { abs($0) < abs($1) } ?? 0
      }
    }
  }
}
