import Augmentation
import Images
import Reporting

/// A picture of query images, each with its most similar images to the right and their similarities below.
struct NeighborSheet {
  /// An image with the lines below it.
  struct Cell {
    /// Made small enough for its place.
    let image: Image
    let caption: [String]
    let isMarked: Bool

    /// A cell with an image of any size, or a grey one where there is none to show.
    init(image: Image?, caption: [String], isMarked: Bool) {
      self.image = image.map(NeighborSheet.fitted) ?? NeighborSheet.missing
      self.caption = caption
      self.isMarked = isMarked
    }
  }

  /// The line at the top.
  let title: String
  /// The queries, each the first cell of its row.
  let rows: [[Cell]]

  private static let side = 144
  private static let margin = 20
  private static let gap = 14
  private static let captionGap = 6
  private static let rowGap = 18
  private static let titleHeight = 34
  private static let captionLines = 3

  /// The number of characters that fit below an image.
  static var columns: Int { side / BitmapFont.advance }

  private static var rowHeight: Int { side + captionGap + captionLines * BitmapFont.lineHeight + rowGap }

  /// The size of a sheet in pixels, for a check before anything is computed.
  static func pixels(rows: Int, neighbors: Int) -> (width: Int, height: Int) {
    (2 * margin + (neighbors + 1) * side + neighbors * gap, 2 * margin + titleHeight + rows * rowHeight)
  }

  /// The number of pixels of a sheet.
  static func area(rows: Int, neighbors: Int) -> Int {
    let size = pixels(rows: rows, neighbors: neighbors)
    return size.width * size.height
  }

  /// Draws it.
  func draw() -> Image {
    let size = Self.pixels(rows: rows.count, neighbors: max((rows.map(\.count).max() ?? 1) - 1, 1))
    var canvas = Canvas(width: size.width, height: size.height)
    canvas.write(title, x: Self.margin, y: Self.margin, scale: 2)
    for (number, row) in rows.enumerated() {
      let y = Self.margin + Self.titleHeight + number * Self.rowHeight
      for (place, cell) in row.enumerated() {
        draw(cell, x: Self.margin + place * (Self.side + Self.gap), y: y, isQuery: place == 0, on: &canvas)
      }
    }
    return canvas.image
  }

  private func draw(_ cell: Cell, x: Int, y: Int, isQuery: Bool, on canvas: inout Canvas) {
    let picture = cell.image
    let scale = max(1, Self.side / max(picture.width, picture.height))
    canvas.draw(picture, x: x, y: y, scale: scale)
    if isQuery || cell.isMarked {
      canvas.frame(
        x: x - 3, y: y - 3, width: picture.width * scale + 6, height: picture.height * scale + 6, thickness: 2,
        isQuery ? .viewA : .viewB)
    }
    for (line, text) in cell.caption.prefix(Self.captionLines).enumerated() {
      let shown = text.count <= Self.columns ? text : "…" + text.suffix(Self.columns - 1)
      canvas.write(
        shown, x: x, y: y + Self.side + Self.captionGap + line * BitmapFont.lineHeight, line == 0 ? .ink : .faint)
    }
  }

  /// What stands for an image that cannot be read.
  private static var missing: Image {
    Image(width: side, height: side, channels: 3, pixels: Array(repeating: 200, count: side * side * 3))
  }

  /// The image made small enough for a cell; smaller ones are magnified by a whole number when they are drawn.
  private static func fitted(_ image: Image) -> Image {
    let longer = max(image.width, image.height)
    guard longer > side else { return image }
    return image.resized(
      to: PixelSize(width: max(1, image.width * side / longer), height: max(1, image.height * side / longer)))
  }
}
