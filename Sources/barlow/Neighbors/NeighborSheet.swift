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

  /// What stands at the top.
  let title: PictureTitle
  /// The queries, each the first cell of its row.
  let rows: [[Cell]]
  /// What words are written in.
  let typeface: Typeface
  /// Whether the first cell of a row is the query that the others were found for.
  var hasQueries = true

  private static let side = 144
  private static let margin = 20
  private static let gap = 14
  private static let captionGap = 6
  private static let rowGap = 18
  private static let titleGap = 14
  private static let captionLines = 3

  private var style: TextStyle { TextStyle(typeface, size: TextStyle.captionSize) }

  private static func width(neighbors: Int) -> Int { 2 * margin + (neighbors + 1) * side + neighbors * gap }

  private var rowHeight: Int { Self.side + Self.captionGap + Self.captionLines * style.lineHeight + Self.rowGap }

  /// The number of pixels of a sheet, for a check before anything is computed; titles are counted generously.
  static func area(rows: Int, neighbors: Int) -> Int {
    width(neighbors: neighbors) * (2 * margin + 200 + rows * (side + captionGap + captionLines * 24 + rowGap))
  }

  /// Where its parts stand: the sheet's size in pixels and the upper left corner of the first query.
  var layout: (width: Int, height: Int, x: Int, y: Int) { layout(title: block) }

  private func layout(title: TitleBlock) -> (width: Int, height: Int, x: Int, y: Int) {
    let top = Self.margin + title.height + Self.titleGap
    return (width, top + rows.count * rowHeight + Self.margin, Self.margin, top)
  }

  private var width: Int { Self.width(neighbors: max((rows.map(\.count).max() ?? 1) - 1, 1)) }

  private var block: TitleBlock { TitleBlock(title, width: width - 2 * Self.margin, typeface) }

  /// Draws it.
  func draw() -> Image {
    let block = block
    let layout = layout(title: block)
    var canvas = Canvas(width: layout.width, height: layout.height)
    block.draw(x: Self.margin, y: Self.margin, on: &canvas)
    for (number, row) in rows.enumerated() {
      let y = layout.y + number * rowHeight
      for (place, cell) in row.enumerated() {
        draw(cell, x: layout.x + place * (Self.side + Self.gap), y: y, isQuery: hasQueries && place == 0, on: &canvas)
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
      canvas.write(
        style.shortened(text, to: Self.side, .front), x: x,
        y: y + Self.side + Self.captionGap + line * style.lineHeight, style, line == 0 ? .ink : .faint)
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
