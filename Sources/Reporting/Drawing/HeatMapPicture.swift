import Images

/// A heat map as a picture of pixels, with names along its axes, titles, a colour bar, and percentages that fit.
struct HeatMapPicture {
  private let map: HeatMap
  /// The side of a cell in pixels.
  private let cell: Int
  private let rowMarks: AxisMarks
  private let columnMarks: AxisMarks

  private static let margin = 24
  private static let gap = 8
  private static let titleScale = 2
  private static let barWidth = 20
  private static let barGap = 28
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
  }

  private static var titleHeight: Int { titleScale * BitmapFont.glyphHeight }
  private static var letterHeight: Int { titleScale * BitmapFont.capitalHeight }

  private var across: Int { cell * map.columns }
  private var down: Int { cell * map.rows }
  private var left: Int { Self.margin + Self.titleHeight + 2 * Self.gap + rowMarks.length }
  private var top: Int { Self.margin + Self.titleHeight + 2 * Self.gap + columnMarks.length }

  /// The words of the colour bar with their places from its top.
  private var barMarks: [(text: String, y: Int)] {
    let range = map.scale.range
    return (0...4).map { quarter in
      let value = range.upperBound - (range.upperBound - range.lowerBound) * Double(quarter) / 4
      return (map.text(value), down * quarter / 4)
    }
  }

  /// Draws it.
  func draw() -> Image {
    let barX = left + across + Self.barGap
    let barMarks = barMarks
    let words = barMarks.map { BitmapFont.width(of: $0.text, scale: Self.titleScale) }.max() ?? 0
    let valueTitleX = barX + Self.barWidth + 2 * Self.gap + words + Self.gap
    var canvas = Canvas(
      width: valueTitleX + Self.titleHeight + Self.margin, height: top + down + Self.margin + Self.letterHeight / 2,
      .white)

    drawCells(on: &canvas)
    drawMarks(on: &canvas)
    let columnTitle = title(map.columnTitle, columnMarks)
    canvas.write(
      columnTitle, x: max(Self.margin, left + (across - Self.width(columnTitle)) / 2), y: Self.margin,
      scale: Self.titleScale)
    upwards(title(map.rowTitle, rowMarks), x: Self.margin, on: &canvas)

    for row in 0..<down {
      let range = map.scale.range
      let share = (Double(row) + 0.5) / Double(down)
      let color = Canvas.Color(map.scale.color(range.upperBound - (range.upperBound - range.lowerBound) * share))
      canvas.fill(x: barX, y: top + row, width: Self.barWidth, height: 1, color)
    }
    canvas.frame(x: barX - 1, y: top - 1, width: Self.barWidth + 2, height: down + 2, thickness: 1, .faint)
    for mark in barMarks {
      canvas.fill(x: barX + Self.barWidth, y: top + min(mark.y, down - 1), width: Self.gap / 2, height: 1, .faint)
      canvas.write(
        mark.text, x: barX + Self.barWidth + 3 * Self.gap / 2, y: top + mark.y - Self.letterHeight / 2,
        scale: Self.titleScale)
    }
    upwards(map.valueTitle, x: valueTitleX, on: &canvas)
    return canvas.image
  }

  /// A title that says what its axis is numbered by.
  private func title(_ text: String, _ marks: AxisMarks) -> String { marks.areNumbers ? text + ", by number" : text }

  private static func width(_ text: String) -> Int { BitmapFont.width(of: text, scale: titleScale) }

  /// Writes a title upwards, in the middle of the cells' height.
  private func upwards(_ text: String, x: Int, on canvas: inout Canvas) {
    canvas.writeUpwards(text, x: x, bottom: top + (down + Self.width(text)) / 2, scale: Self.titleScale)
  }

  private func drawCells(on canvas: inout Canvas) {
    canvas.draw(map.image(cellSize: cell), x: left, y: top)
    canvas.frame(x: left - 1, y: top - 1, width: across + 2, height: down + 2, thickness: 1, .faint)
    // Three digits and a little air around them.
    guard let scale = [2, 1].first(where: { BitmapFont.width(of: "100", scale: $0) + 4 <= cell }) else { return }
    for (row, line) in map.values.enumerated() {
      for (column, value) in line.enumerated() {
        guard let text = map.cellText(value) else { continue }
        canvas.write(
          text, x: left + column * cell + (cell - BitmapFont.width(of: text, scale: scale)) / 2,
          y: top + row * cell + (cell - scale * BitmapFont.capitalHeight) / 2, scale: scale,
          map.scale.isDark(value) ? .white : .ink)
      }
    }
  }

  /// The names or numbers of rows, which end at the cells, and of columns, which begin there and are read upwards.
  private func drawMarks(on canvas: inout Canvas) {
    for mark in rowMarks.marks {
      let middle = top + mark.cell * cell + cell / 2
      canvas.fill(x: left - 4, y: middle, width: 3, height: 1, .faint)
      canvas.write(
        mark.text, x: left - Self.gap - BitmapFont.width(of: mark.text, scale: rowMarks.scale),
        y: middle - rowMarks.letterHeight / 2, scale: rowMarks.scale)
    }
    for mark in columnMarks.marks {
      let middle = left + mark.cell * cell + cell / 2
      canvas.fill(x: middle, y: top - 4, width: 1, height: 3, .faint)
      canvas.writeUpwards(
        mark.text, x: middle - columnMarks.letterHeight / 2, bottom: top - Self.gap, scale: columnMarks.scale)
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
  public func pngFile() throws -> [UInt8] { try encodePNG(HeatMapPicture(self).draw()) }
}
