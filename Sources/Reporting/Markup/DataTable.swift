/// A table of a page: a caption, named columns, and rows whose first cell names them.
package struct DataTable: Sendable {
  /// A column's name, and whether its cells are numbers, which are aligned to the right.
  package struct Column: Sendable {
    let title: HTML
    let isNumeric: Bool

    /// A column that is called `title`.
    package init(_ title: String, isNumeric: Bool = true) { self.init("\(title)" as HTML, isNumeric: isNumeric) }

    /// A column with markup for its name.
    package init(_ title: HTML, isNumeric: Bool = true) {
      self.title = title
      self.isNumeric = isNumeric
    }
  }

  /// What the table shows.
  package let caption: String
  /// Its columns.
  package let columns: [Column]
  /// Its rows, with as many cells as there are columns.
  package let rows: [[HTML]]
  /// The rows to stress.
  package let stressedRows: Set<Int>

  package init(caption: String, columns: [Column], rows: [[HTML]], stressedRows: Set<Int> = []) {
    precondition(rows.allSatisfy { $0.count == columns.count }, "a row has a cell for each column")
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.stressedRows = stressedRows
  }

  /// The table, in a box that scrolls where it is too wide.
  package var html: HTML {
    let heads = columns.map { column -> HTML in
      column.isNumeric ? "<th scope=\"col\" class=\"n\">\(column.title)</th>" : "<th scope=\"col\">\(column.title)</th>"
    }
    let body = rows.enumerated().map { number, row -> HTML in
      let cells = zip(columns, row).enumerated().map { place, cell -> HTML in
        let kind: HTML = cell.0.isNumeric ? " class=\"n\"" : ""
        return place == 0 ? "<th scope=\"row\"\(kind)>\(cell.1)</th>" : "<td\(kind)>\(cell.1)</td>"
      }
      return stressedRows.contains(number) ? "<tr class=\"stressed\">\(cells)</tr>" : "<tr>\(cells)</tr>"
    }
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="\(caption)"><table><caption>\(caption)</caption>\
      <thead><tr>\(heads)</tr></thead><tbody>\(body)</tbody></table></div>
      """
  }
}
