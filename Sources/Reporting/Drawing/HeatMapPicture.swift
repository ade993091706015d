import Images

/// A heat map as a picture of pixels, with names along its axes, titles, a colour bar, and percentages that fit.
struct HeatMapPicture {
  private let map: HeatMap
  /// The side of a cell in pixels.
  private let cell: Int
  private let rowMarks: AxisMarks
  private let columnMarks: AxisMarks
  private let layout: HeatMapLayout

  private static let margin = 24
  private static let gap = 8
  private static let titleScale = 2
  /// The longer side of all cells together is between these, as far as cells of whole pixels allow.
  private static let sides = 360...1200
  private static let largestCell = 64

  init(_ map: HeatMap) {
    self.map = map
    let count = max(map.rows, map.columns)
    let fitting = min(Self.largestCell, max(1, Self.sides.upperBound / count))
    cell = max(fitting, (Self.sides.lowerBound + count - 1) / count)
    rowMarks = AxisMarks(names: map.rowLabels, count: map.rows, cellSize: cell)
    columnMarks = AxisMarks(names: map.columnLabels, count: map.columns, cellSize: cell)
    let titles = Self.margin + Self.titleHeight + 2 * Self.gap
    let metrics = HeatMapLayout.Metrics(
      cell: Double(cell), left: Double(titles + rowMarks.length), top: Double(titles + columnMarks.length), barGap: 28,
      barWidth: 20, barMarks: 5)
    layout = HeatMapLayout(map, metrics, rows: rowMarks, columns: columnMarks)
  }

  private static var titleHeight: Int { titleScale * BitmapFont.glyphHeight }
  private static var letterHeight: Int { titleScale * BitmapFont.capitalHeight }

  /// A rectangle of the layout in pixels.
  private struct Box {
    let x, y, width, height: Int

    init(_ place: HeatMapLayout.Rectangle) {
      (x, y, width, height) = (Int(place.x), Int(place.y), Int(place.width), Int(place.height))
    }
  }

  /// Draws it.
  func draw() -> Image {
    let (cells, bar, barMarks) = (Box(layout.cells), Box(layout.bar), layout.barMarks)
    let words = barMarks.map { Self.width($0.text) }.max() ?? 0
    let valueTitleX = bar.x + bar.width + 3 * Self.gap + words
    var canvas = Canvas(
      width: valueTitleX + Self.titleHeight + Self.margin,
      height: cells.y + cells.height + Self.margin + Self.letterHeight / 2, .white)

    drawCells(cells, on: &canvas)
    drawMarks(cells, on: &canvas)
    canvas.write(
      layout.columnTitle, x: max(Self.margin, cells.x + (cells.width - Self.width(layout.columnTitle)) / 2),
      y: Self.margin, scale: Self.titleScale)
    upwards(layout.rowTitle, x: Self.margin, beside: cells, on: &canvas)

    for row in 0..<bar.height {
      let color = Canvas.Color(map.scale.color(layout.barValue((Double(row) + 0.5) / Double(bar.height))))
      canvas.fill(x: bar.x, y: bar.y + row, width: bar.width, height: 1, color)
    }
    Self.frame(bar, on: &canvas)
    for mark in barMarks {
      let y = Int(mark.place)
      canvas.fill(
        x: bar.x + bar.width, y: min(y, bar.y + bar.height - 1), width: Self.gap / 2, height: 1, .faint)
      canvas.write(
        mark.text, x: bar.x + bar.width + 3 * Self.gap / 2, y: y - Self.letterHeight / 2, scale: Self.titleScale)
    }
    upwards(map.valueTitle, x: valueTitleX, beside: cells, on: &canvas)
    return canvas.image
  }

  private static func width(_ text: String) -> Int { BitmapFont.width(of: text, scale: titleScale) }

  private static func frame(_ box: Box, on canvas: inout Canvas) {
    canvas.frame(x: box.x - 1, y: box.y - 1, width: box.width + 2, height: box.height + 2, thickness: 1, .faint)
  }

  /// Writes a title upwards, in the middle of the cells' height.
  private func upwards(_ text: String, x: Int, beside cells: Box, on canvas: inout Canvas) {
    canvas.writeUpwards(text, x: x, bottom: cells.y + (cells.height + Self.width(text)) / 2, scale: Self.titleScale)
  }

  private func drawCells(_ cells: Box, on canvas: inout Canvas) {
    canvas.draw(map.image(cellSize: cell), x: cells.x, y: cells.y)
    Self.frame(cells, on: &canvas)
    // Three digits and a little air around them.
    guard let scale = [2, 1].first(where: { BitmapFont.width(of: "100", scale: $0) + 4 <= cell }) else { return }
    for (row, line) in map.values.enumerated() {
      for (column, value) in line.enumerated() {
        guard let text = map.cellText(value) else { continue }
        let place = Box(layout.cell(row: row, column: column))
        canvas.write(
          text, x: place.x + (cell - BitmapFont.width(of: text, scale: scale)) / 2,
          y: place.y + (cell - scale * BitmapFont.capitalHeight) / 2, scale: scale,
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
        mark.text, x: cells.x - Self.gap - BitmapFont.width(of: mark.text, scale: rowMarks.scale),
        y: middle - rowMarks.letterHeight / 2, scale: rowMarks.scale)
    }
    for mark in layout.columnMarks {
      let middle = Int(mark.place)
      canvas.fill(x: middle, y: cells.y - 4, width: 1, height: 3, .faint)
      canvas.writeUpwards(
        mark.text, x: middle - columnMarks.letterHeight / 2, bottom: cells.y - Self.gap, scale: columnMarks.scale)
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
  /// Names are shortened to 24 characters; where cells are too small for all of them, every few are written, and where
  /// even these are too many, cells are numbered. Percentages stand in cells that have room for them.
  ///
  /// - Throws: `ImageError` when memory is short.
  package func pngFile() throws -> [UInt8] { try encodePNG(HeatMapPicture(self).draw()) }
}
