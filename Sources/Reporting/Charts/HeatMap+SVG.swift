import Formatting

extension HeatMap {
  private static let cell = 30.0
  private static let smallCell = 6.0
  /// Titles that are read upwards need this much, however few cells there are.
  private static let leastHeight = 168.0
  private static let margin = 12.0
  private static let letterSize = 12.0
  private static let titleSize = 16.0
  private static let lineHeight = 1.35
  private static let barGap = 14.0
  private static let barWidth = 12.0
  /// How far a text at 45° reaches to the side and upwards, as a share of its length.
  private static let diagonal = 0.72

  /// A drawing with names and a colour bar, whole in itself: the content of an `.svg` file.
  package var svgFile: String {
    let (width, height) = size(layout.cells)
    // The only address in it names the language and is never asked for.
    let head: HTML = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" color="#1c1e21" \
      font-family="sans-serif"
      """
    let paper: HTML = "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
    return (head + " " + attributes + paper + parts).text + "\n"
  }

  /// The same drawing as part of a page.
  package var svg: HTML { "<svg class=\"heat\" " + attributes + parts }

  private var layout: HeatMapLayout {
    let usual = rowLabels.isEmpty && columnLabels.isEmpty ? Self.smallCell : Self.cell
    let side = max(usual, (Self.leastHeight / Double(rows)).rounded(.up))
    func layout(below top: Double) -> HeatMapLayout {
      let metrics = HeatMapLayout.Metrics(
        cell: side, left: 26 + Self.longest(rowLabels), top: top + Self.height(ofColumnLabels: columnLabels),
        barGap: Self.barGap,
        barWidth: Self.barWidth, barMarks: 3)
      return HeatMapLayout(self, metrics, rows: AxisMarks(all: rowLabels), columns: AxisMarks(all: columnLabels))
    }
    let untitled = layout(below: 0)
    return layout(below: titleHeight(untitled.cells))
  }

  /// The lines of the title with their sizes, broken so that they fit above `cells`.
  private func titleLines(_ cells: HeatMapLayout.Rectangle) -> [(text: String, size: Double)] {
    guard let title else { return [] }
    let room = untitledWidth(cells) - 2 * Self.margin
    func lines(_ parts: [String], _ separator: String, _ size: Double) -> [(text: String, size: Double)] {
      TextFlow.lines(of: parts, separator: separator) { Self.width($0, size) <= room }.map { ($0, size) }
    }
    return lines(title.words, " ", Self.titleSize) + lines(title.details, PictureTitle.separator, Self.letterSize)
  }

  private func titleHeight(_ cells: HeatMapLayout.Rectangle) -> Double {
    let lines = titleLines(cells)
    return lines.isEmpty ? 0 : lines.reduce(0) { $0 + $1.size * Self.lineHeight } + Self.margin
  }

  /// The title as text above `cells`.
  private func titleText(_ cells: HeatMapLayout.Rectangle) -> HTML {
    var y = 4.0
    return HTML.joined(
      titleLines(cells).map { line -> HTML in
        y += line.size * Self.lineHeight
        return """
          <text x="\(Self.margin)" y="\(y)" font-size="\(line.size)" fill="currentColor">\(line.text)</text>
          """
      })
  }

  /// The width and the height; a word of the title that is wider than all below it makes the drawing wider.
  private func size(_ cells: HeatMapLayout.Rectangle) -> (width: Double, height: Double) {
    let title = titleLines(cells).map { Self.width($0.text, $0.size) + 2 * Self.margin }.max() ?? 0
    return (max(untitledWidth(cells), title), cells.y + cells.height + 12)
  }

  /// The width of what is below the title; names at 45° reach over the last column.
  private func untitledWidth(_ cells: HeatMapLayout.Rectangle) -> Double {
    cells.x + cells.width
      + max(
        Self.barGap + Self.barWidth + barTitleDistance + Self.margin, Self.diagonal * Self.longest(columnLabels))
  }

  /// How far right of the colour bar the base line of its title stands, behind the numbers along the bar.
  private var barTitleDistance: Double {
    let range = scale.range
    let marks = [range.lowerBound, (range.lowerBound + range.upperBound) / 2, range.upperBound].map(text)
    return Self.longest(marks) + 2 * Self.margin
  }

  /// What the titles of the columns and their names at 45° need above the cells: the title's own line first.
  private static func height(ofColumnLabels names: [String]) -> Double {
    26 + (names.isEmpty ? 0 : diagonal * (longest(names) + letterSize))
  }

  private static func longest(_ names: [String]) -> Double {
    names.map { width(shortened($0), letterSize) }.max() ?? 0
  }

  /// About how wide a text is, in one of the wider fonts, since whoever shows a drawing has a font of their own.
  private static func width(_ text: String, _ size: Double) -> Double {
    size * text.unicodeScalars.reduce(0) { $0 + ems($1) }
  }

  private static func ems(_ scalar: Unicode.Scalar) -> Double {
    if isWide(scalar) { return 1 }
    if scalar.properties.isUppercase { return 0.76 }
    return scalar.isASCII ? 0.61 : 0.7
  }

  /// Whether a character fills a square: one of the scripts of East Asia, or an emoji.
  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFF:
      true
    default: false
    }
  }

  /// What ends the opening tag.
  private var attributes: HTML {
    let (width, height) = size(layout.cells)
    // In a page the letters would have the size of its text.
    return
      "viewBox=\"0 0 \(width) \(height)\" font-size=\"\(Self.letterSize)\" role=\"img\" aria-label=\"\(description)\">"
  }

  private var parts: HTML {
    let layout = layout
    let cells = layout.cells
    let squares = values.enumerated().map { row, line in
      HTML.joined(line.enumerated().map { drawn($1, in: layout.cell(row: row, column: $0)) })
    }
    let rowNames = layout.rowMarks.map { mark -> HTML in
      """
      <text x="\(cells.x - 6)" y="\(mark.place + 4)" text-anchor="end" fill="currentColor">\(mark.text)</text>
      """
    }
    let columnNames = layout.columnMarks.map { mark -> HTML in
      """
      <text transform="translate(\(mark.place + 3) \(cells.y - 6)) rotate(-45)" fill="currentColor">\(mark.text)</text>
      """
    }
    return """
      \(titleText(cells))<text x="\(cells.middle.x)" y="\(titleHeight(cells) + 14)" text-anchor="middle" fill="currentColor">\(layout.columnTitle)</text>\
      \(Self.upwards(layout.rowTitle, x: 14, y: cells.middle.y))\
      <rect x="\(cells.x)" y="\(cells.y)" width="\(cells.width)" height="\(cells.height)" fill="\(scale.css(0))"/>\
      \(squares)\(Self.edge(cells))\(rowNames)\(columnNames)\(bar(layout))</svg>
      """
  }

  private static func edge(_ place: HeatMapLayout.Rectangle) -> HTML {
    """
    <rect x="\(place.x)" y="\(place.y)" width="\(place.width)" height="\(place.height)" fill="none" stroke="#6e6e74"/>
    """
  }

  /// A title that is read upwards.
  private static func upwards(_ title: String, x: Double, y: Double) -> HTML {
    """
    <text transform="translate(\(x) \(y)) rotate(-90)" text-anchor="middle" fill="currentColor">\(title)</text>
    """
  }

  /// A cell; one of the colour of 0 is left to what lies behind it, since a matrix of many classes is nearly empty.
  private func drawn(_ value: Double, in place: HeatMapLayout.Rectangle) -> HTML {
    guard value != 0 else { return "" }
    let square: HTML = """
      <rect x="\(place.x)" y="\(place.y)" width="\(place.width + 0.3)" height="\(place.height + 0.3)" \
      fill="\(scale.css(value))"/>
      """
    guard let text = cellText(value) else { return square }
    return square + """
      <text x="\(place.middle.x)" y="\(place.middle.y + 4)" text-anchor="middle" font-size="11" \
      fill="\(scale.isDark(value) ? "#ffffff" : "#1c1e21")">\(text)</text>
      """
  }

  /// The colour bar with its ends, its middle, and what it shows.
  private func bar(_ layout: HeatMapLayout) -> HTML {
    let bar = layout.bar
    let steps = 40
    let parts = (0..<steps).map { step -> HTML in
      """
      <rect x="\(bar.x)" y="\(bar.y + bar.height * Double(step) / Double(steps))" width="\(bar.width)" \
      height="\(bar.height / Double(steps) + 0.3)" \
      fill="\(scale.css(layout.barValue((Double(step) + 0.5) / Double(steps))))"/>
      """
    }
    let marks = layout.barMarks.map { mark -> HTML in
      """
      <text x="\(bar.x + bar.width + 5)" y="\(mark.place + 4)" fill="currentColor">\(mark.text)</text>
      """
    }
    return """
      \(parts)\(Self.edge(bar))\(marks)\(Self.upwards(valueTitle, x: bar.x + bar.width + barTitleDistance, y: bar.middle.y))
      """
  }

  /// The matrix in words.
  var description: String {
    let all = values.joined().filter(\.isFinite)
    let diagonal = (0..<min(rows, columns)).map { values[$0][$0] }.filter(\.isFinite)
    func mean(_ numbers: [Double]) -> String {
      numbers.isEmpty ? NumberText.unknown : NumberText.short(numbers.reduce(0, +) / Double(numbers.count), digits: 3)
    }
    let subject = title.map { ([$0.text] + $0.details).joined(separator: PictureTitle.separator) + ": " } ?? ""
    return
      "\(subject)\(rows) by \(columns) matrix, \(rowTitle) by \(columnTitle); mean of the diagonal \(mean(diagonal)), "
      + "values from \(NumberText.short(all.min(), digits: 3)) to \(NumberText.short(all.max(), digits: 3))"
  }
}
