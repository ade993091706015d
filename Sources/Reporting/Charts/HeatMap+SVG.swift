extension HeatMap {
  private static let cell = 30.0
  private static let smallCell = 6.0
  private static let letter = 6.6

  /// A drawing with names and a colour bar, whole in itself: the content of an `.svg` file.
  public var svgFile: String {
    // The only address in it names the language and is never asked for.
    "<svg xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\" font-size=\"12\" " + svgBody.text + "\n"
  }

  /// The same drawing as part of a page.
  public var svg: HTML { "<svg class=\"heat\" " + svgBody }

  private var svgBody: HTML {
    let isLabelled = !rowLabels.isEmpty
    let cell = isLabelled ? Self.cell : Self.smallCell
    let left = 26 + Self.letter * Double(rowLabels.map { min($0.count, 24) }.max() ?? 0)
    let top =
      26 + (columnLabels.isEmpty ? 0 : 0.75 * Self.letter * Double(columnLabels.map { min($0.count, 24) }.max() ?? 0))
    let (across, down) = (cell * Double(columns), cell * Double(rows))
    let cells = values.enumerated().map { row, line in
      HTML.joined(
        line.enumerated().map { column, value in
          draw(value, x: left + cell * Double(column), y: top + cell * Double(row), size: cell, hasNumber: isLabelled)
        })
    }
    let rowNames = rowLabels.enumerated().map { row, name -> HTML in
      """
      <text x="\(left - 6)" y="\(top + cell * (Double(row) + 0.5) + 4)" text-anchor="end" fill="currentColor">\
      \(Self.cut(name))</text>
      """
    }
    let columnNames = columnLabels.enumerated().map { column, name -> HTML in
      """
      <text transform="translate(\(left + cell * (Double(column) + 0.5) + 3) \(top - 6)) rotate(-45)" \
      fill="currentColor">\(Self.cut(name))</text>
      """
    }
    let width = left + across + (columnLabels.isEmpty ? 62 : 90)
    return """
      viewBox="0 0 \(width) \(top + down + 12)" role="img" aria-label="\(description)">\
      <text x="\(left + across / 2)" y="14" text-anchor="middle" fill="currentColor">\(columnTitle)</text>\
      <text transform="translate(14 \(top + down / 2)) rotate(-90)" text-anchor="middle" fill="currentColor">\
      \(rowTitle)</text>\(rowNames)\(columnNames)\(cells)\(bar(x: left + across + 14, y: top, height: down))</svg>
      """
  }

  private func draw(_ value: Double, x: Double, y: Double, size: Double, hasNumber: Bool) -> HTML {
    let square: HTML = """
      <rect x="\(x)" y="\(y)" width="\(size + 0.3)" height="\(size + 0.3)" fill="\(scale.css(value))"/>
      """
    guard hasNumber, value.isFinite, value >= 0.005 else { return square }
    return square + """
      <text x="\(x + size / 2)" y="\(y + size / 2 + 4)" text-anchor="middle" font-size="11" \
      fill="\(scale.isDark(value) ? "#ffffff" : "#1c1e21")">\(String(Int((100 * value).rounded())))</text>
      """
  }

  /// The colour bar with its ends and, where there is one, its middle.
  private func bar(x: Double, y: Double, height: Double) -> HTML {
    let range = scale.range
    let steps = 40
    let parts = (0..<steps).map { step -> HTML in
      let value = range.upperBound - (range.upperBound - range.lowerBound) * (Double(step) + 0.5) / Double(steps)
      return """
        <rect x="\(x)" y="\(y + height * Double(step) / Double(steps))" width="12" \
        height="\(height / Double(steps) + 0.3)" fill="\(scale.css(value))"/>
        """
    }
    let isShare = !rowLabels.isEmpty
    let marks = [range.upperBound, (range.upperBound + range.lowerBound) / 2, range.lowerBound].enumerated().map {
      place, value -> HTML in
      """
      <text x="\(x + 17)" y="\(y + height * Double(place) / 2 + 4)" fill="currentColor">\
      \(isShare ? NumberText.percent(value, decimals: 0) : NumberText.short(value))</text>
      """
    }
    return HTML.joined(parts) + HTML.joined(marks)
  }

  /// The matrix in words.
  var description: String {
    let all = values.joined().filter(\.isFinite)
    let diagonal = (0..<min(rows, columns)).map { values[$0][$0] }.filter(\.isFinite)
    func mean(_ numbers: [Double]) -> String {
      numbers.isEmpty ? NumberText.unknown : NumberText.short(numbers.reduce(0, +) / Double(numbers.count), digits: 3)
    }
    return "\(rows) by \(columns) matrix, \(rowTitle) by \(columnTitle); mean of the diagonal \(mean(diagonal)), "
      + "values from \(NumberText.short(all.min(), digits: 3)) to \(NumberText.short(all.max(), digits: 3))"
  }

  private static func cut(_ name: String) -> String { name.count > 24 ? name.prefix(23) + "…" : name }
}
