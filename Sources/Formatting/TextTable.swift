/// Aligned text of several columns.
package enum TextTable {
  /// One line per row, all cells as wide as the widest of their column; columns not in `leftColumns` end evenly.
  package static func lines(_ rows: [[String]], leftColumns: Set<Int> = [0]) -> [String] {
    guard let first = rows.first else { return [] }
    let widths = first.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { cells in
      let line = cells.enumerated()
        .map { $1.padded(to: widths[$0], onTheLeft: !leftColumns.contains($0)) }.joined(separator: "   ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
