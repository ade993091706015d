import Images

/// A heat map as a picture of pixels, with names along its axes, titles, a colour bar, and percentages that fit.
struct HeatMapPicture {
  private let map: HeatMap
  private let typeface: Typeface
  /// The side of a cell in pixels.
  private let cell: Int
  private let title: TitleBlock?
  let rowMarks: AxisMarks
  let columnMarks: AxisMarks
  /// Of the names or numbers along each axis.
  let rowStyle, columnStyle: TextStyle
  /// Of the words beside the colour bar and of what axes are called.
  private let axisStyle: TextStyle
  let layout: HeatMapLayout
  private let width: Int

  private static let margin = 24
  private static let gap = 8
  private static let barGap = 28
  private static let barWidth = 20
  /// The longer side of all cells together is between these, as far as cells of whole pixels allow.
  private static let sides = 360...1400
  private static let largestCell = 64
  /// The sizes of letters beside cells, where they have room for the larger one.
  private static let axisSizes = (small: 12, large: 14)
  /// The sizes of percentages, of which cells take the largest that they have room for.
  private static let cellSizes = [16, 14, 12, 10, 9]
  /// The most pixels of a name along an axis.
  private static let longestName = 200

  init(_ map: HeatMap, _ typeface: Typeface) {
    self.map = map
    self.typeface = typeface
    let count = max(map.rows, map.columns)
    let fitting = min(Self.largestCell, max(1, Self.sides.upperBound / count))
    let cell = max(fitting, (Self.sides.lowerBound + count - 1) / count)
    self.cell = cell
    let large = TextStyle(typeface, size: Self.axisSizes.large)
    axisStyle = large
    func axis(_ names: [String], _ count: Int) -> (marks: AxisMarks, style: TextStyle, length: Int) {
      func marks(_ style: TextStyle) -> AxisMarks {
        let names = names.map { style.shortened($0, to: Self.longestName, .middle) }
        return AxisMarks(names: names, count: count, cellSize: cell, linePitch: style.pitch(of: names))
      }
      let numbered = marks(large)
      let isLarge = numbered.areNumbers || cell >= large.lineHeight
      let style = isLarge ? large : TextStyle(typeface, size: Self.axisSizes.small)
      let chosen = isLarge ? numbered : marks(style)
      return (chosen, style, chosen.marks.map { style.width(of: $0.text) }.max() ?? 0)
    }
    let (rows, columns) = (axis(map.rowLabels, map.rows), axis(map.columnLabels, map.columns))
    (rowMarks, rowStyle) = (rows.marks, rows.style)
    (columnMarks, columnStyle) = (columns.marks, columns.style)

    let beside = Self.margin + large.lineHeight + 2 * Self.gap
    func layout(below top: Int) -> HeatMapLayout {
      HeatMapLayout(
        map,
        HeatMapLayout.Metrics(
          cell: Double(cell), left: Double(beside + rows.length), top: Double(top + beside + columns.length),
          barGap: Double(Self.barGap), barWidth: Double(Self.barWidth), barMarks: 5),
        rows: rows.marks, columns: columns.marks)
    }
    let untitled = layout(below: 0)
    let words = untitled.barMarks.map { large.width(of: $0.text) }.max() ?? 0
    width =
      Int(untitled.bar.x) + Self.barWidth + 3 * Self.gap + words + large.lineHeight + Self.margin
    let block = map.title.map { [width] in TitleBlock($0, width: width - 2 * Self.margin, typeface) }
    title = block
    self.layout = layout(below: block.map { $0.height + 2 * Self.gap } ?? 0)
  }

  /// A rectangle of the layout in pixels.
  private struct Box {
    let x, y, width, height: Int

    init(_ place: HeatMapLayout.Rectangle) {
      (x, y, width, height) = (Int(place.x), Int(place.y), Int(place.width), Int(place.height))
    }
  }

  /// Draws it.
  func draw() -> Image {
    let cells = Box(layout.cells)
    var canvas = Canvas(
      width: width, height: cells.y + cells.height + Self.margin + axisStyle.lineHeight / 2, .white)
    title?.draw(x: Self.margin, y: Self.margin, on: &canvas)
    drawCells(cells, on: &canvas)
    drawMarks(cells, on: &canvas)
    let columnNames = columnMarks.marks.map { columnStyle.width(of: $0.text) }.max() ?? 0
    canvas.write(
      layout.columnTitle, x: max(Self.margin, cells.x + (cells.width - axisStyle.width(of: layout.columnTitle)) / 2),
      y: cells.y - columnNames - 2 * Self.gap - axisStyle.lineHeight, axisStyle)
    upwards(layout.rowTitle, x: Self.margin, beside: cells, on: &canvas)
    drawBar(cells, on: &canvas)
    return canvas.image
  }

  /// The bar of colours with its words and what it shows.
  private func drawBar(_ cells: Box, on canvas: inout Canvas) {
    let bar = Box(layout.bar)
    for row in 0..<bar.height {
      let color = Canvas.Color(map.scale.color(layout.barValue((Double(row) + 0.5) / Double(bar.height))))
      canvas.fill(x: bar.x, y: bar.y + row, width: bar.width, height: 1, color)
    }
    Self.frame(bar, on: &canvas)
    for mark in layout.barMarks {
      let y = Int(mark.place)
      canvas.fill(
        x: bar.x + bar.width, y: min(y, bar.y + bar.height - 1), width: Self.gap / 2, height: 1, .faint)
      canvas.write(
        mark.text, x: bar.x + bar.width + 3 * Self.gap / 2, y: axisStyle.top(withMiddle: y), axisStyle)
    }
    upwards(map.valueTitle, x: width - Self.margin - axisStyle.lineHeight, beside: cells, on: &canvas)
  }

  private static func frame(_ box: Box, on canvas: inout Canvas) {
    canvas.frame(x: box.x - 1, y: box.y - 1, width: box.width + 2, height: box.height + 2, thickness: 1, .faint)
  }

  /// Writes a title upwards, in the middle of the cells' height.
  private func upwards(_ text: String, x: Int, beside cells: Box, on canvas: inout Canvas) {
    let bottom = cells.y + (cells.height + axisStyle.width(of: text)) / 2
    canvas.writeUpwards(text, x: x, bottom: bottom, axisStyle)
  }

  private func drawCells(_ cells: Box, on canvas: inout Canvas) {
    canvas.draw(map.image(cellSize: cell), x: cells.x, y: cells.y)
    Self.frame(cells, on: &canvas)
    // Three digits and a little air around them.
    let styles = Self.cellSizes.map { TextStyle(typeface, size: $0) }
    guard let style = styles.first(where: { $0.width(of: "100") + 3 <= cell }) else { return }
    for (row, line) in map.values.enumerated() {
      for (column, value) in line.enumerated() {
        guard let text = map.cellText(value) else { continue }
        let place = Box(layout.cell(row: row, column: column))
        canvas.write(
          text, x: place.x + (cell - style.width(of: text)) / 2, y: style.top(withMiddle: place.y + cell / 2), style,
          map.scale.isDark(value) ? .white : .ink)
      }
    }
  }

  /// The names or numbers of rows, which end at the cells, and of columns, which begin there and are read upwards.
  private func drawMarks(_ cells: Box, on canvas: inout Canvas) {
    for mark in layout.rowMarks {
      let middle = Int(mark.place)
      canvas.fill(x: cells.x - 4, y: middle, width: 3, height: 1, .faint)
      canvas.write(
        mark.text, x: cells.x - Self.gap - rowStyle.width(of: mark.text), y: rowStyle.top(withMiddle: middle), rowStyle)
    }
    for mark in layout.columnMarks {
      let middle = Int(mark.place)
      canvas.fill(x: middle, y: cells.y - 4, width: 1, height: 3, .faint)
      canvas.writeUpwards(
        mark.text, x: columnStyle.top(withMiddle: middle), bottom: cells.y - Self.gap, columnStyle)
    }
  }
}

extension Canvas.Color {
  /// A colour of a scale.
  fileprivate init(_ color: (red: UInt8, green: UInt8, blue: UInt8)) {
    self.init(red: color.red, green: color.green, blue: color.blue)
  }
}

extension HeatMap {
  /// A picture with names, titles and a colour bar: the content of a `.png` file.
  ///
  /// Long names are shortened in the middle; where cells are too small for all of them, every few are written, and where
  /// even these are too many, cells are numbered. Percentages stand in cells that have room for them.
  ///
  /// - Parameter typeface: What words are written in.
  /// - Returns: The bytes of the file.
  /// - Throws: `ImageError` when memory is short.
  package func pngFile(in typeface: Typeface) throws -> [UInt8] {
    try encodePNG(HeatMapPicture(self, typeface).draw())
  }
}
