import Formatting

extension HeatMap {
  private static let cell = 30.0
  private static let smallCell = 6.0
  private static let letter = 6.6

  /// A drawing with names and a colour bar, whole in itself: the content of an `.svg` file.
  public var svgFile: String {
    let (width, height) = size
    // The only address in it names the language and is never asked for.
    let head: HTML = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" color="#1c1e21" \
      font-family="sans-serif" font-size="12"
      """
    let paper: HTML = "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
    return (head + " " + attributes + paper + parts).text + "\n"
  }

  /// The same drawing as part of a page.
  public var svg: HTML { "<svg class=\"heat\" " + attributes + parts }

  private var side: Double { rowLabels.isEmpty && columnLabels.isEmpty ? Self.smallCell : Self.cell }
  private var across: Double { side * Double(columns) }
  private var down: Double { side * Double(rows) }
  private var left: Double { 26 + Self.longest(rowLabels) }
  private var top: Double { 26 + 0.75 * Self.longest(columnLabels) }

  /// The width and the height; names at 45° reach over the last column.
  private var size: (width: Double, height: Double) {
    (left + across + max(84, 0.75 * Self.longest(columnLabels)), top + down + 12)
  }

  private static func longest(_ names: [String]) -> Double {
    letter * Double(names.map { shortened($0).count }.max() ?? 0)
  }

  /// What ends the opening tag.
  private var attributes: HTML {
    "viewBox=\"0 0 \(size.width) \(size.height)\" role=\"img\" aria-label=\"\(description)\">"
  }

  private var parts: HTML {
    let cells = values.enumerated().map { row, line in
      HTML.joined(
        line.enumerated().map { column, value in
          drawn(value, x: left + side * Double(column), y: top + side * Double(row))
        })
    }
    let rowNames = rowLabels.enumerated().map { row, name -> HTML in
      """
      <text x="\(left - 6)" y="\(top + side * (Double(row) + 0.5) + 4)" text-anchor="end" fill="currentColor">\
      \(Self.shortened(name))</text>
      """
    }
    let columnNames = columnLabels.enumerated().map { column, name -> HTML in
      """
      <text transform="translate(\(left + side * (Double(column) + 0.5) + 3) \(top - 6)) rotate(-45)" \
      fill="currentColor">\(Self.shortened(name))</text>
      """
    }
    return """
      <text x="\(left + across / 2)" y="14" text-anchor="middle" fill="currentColor">\(columnTitle)</text>\
      <text transform="translate(14 \(top + down / 2)) rotate(-90)" text-anchor="middle" fill="currentColor">\
      \(rowTitle)</text>\
      <rect x="\(left)" y="\(top)" width="\(across)" height="\(down)" fill="\(scale.css(0))"/>\(cells)\
      <rect x="\(left)" y="\(top)" width="\(across)" height="\(down)" fill="none" stroke="\(Self.edge)"/>\
      \(rowNames)\(columnNames)\(bar)</svg>
      """
  }

  private static let edge = "#6e6e74"

  /// A cell; one of the colour of 0 is left to what lies behind it, since a matrix of many classes is nearly empty.
  private func drawn(_ value: Double, x: Double, y: Double) -> HTML {
    guard value != 0 else { return "" }
    let square: HTML = """
      <rect x="\(x)" y="\(y)" width="\(side + 0.3)" height="\(side + 0.3)" fill="\(scale.css(value))"/>
      """
    guard let text = cellText(value) else { return square }
    return square + """
      <text x="\(x + side / 2)" y="\(y + side / 2 + 4)" text-anchor="middle" font-size="11" \
      fill="\(scale.isDark(value) ? "#ffffff" : "#1c1e21")">\(text)</text>
      """
  }

  /// The colour bar with its ends, its middle, and what it shows.
  private var bar: HTML {
    let range = scale.range
    let steps = 40
    let x = left + across + 14
    let parts = (0..<steps).map { step -> HTML in
      let value = range.upperBound - (range.upperBound - range.lowerBound) * (Double(step) + 0.5) / Double(steps)
      return """
        <rect x="\(x)" y="\(top + down * Double(step) / Double(steps))" width="12" \
        height="\(down / Double(steps) + 0.3)" fill="\(scale.css(value))"/>
        """
    }
    let marks = [range.upperBound, (range.upperBound + range.lowerBound) / 2, range.lowerBound].enumerated().map {
      place, value -> HTML in
      """
      <text x="\(x + 17)" y="\(top + down * Double(place) / 2 + 4)" fill="currentColor">\(text(value))</text>
      """
    }
    return """
      \(parts)<rect x="\(x)" y="\(top)" width="12" height="\(down)" fill="none" stroke="\(Self.edge)"/>\(marks)\
      <text transform="translate(\(x + 64) \(top + down / 2)) rotate(-90)" text-anchor="middle" fill="currentColor">\
      \(valueTitle)</text>
      """
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
}
