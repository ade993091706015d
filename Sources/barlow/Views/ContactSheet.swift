import Augmentation
import Images
import Reporting

/// A picture of images and view pairs drawn from them: a row for each image, captions below.
struct ContactSheet {
  /// One image and its pairs.
  struct Row {
    /// What the image is called.
    let name: String
    /// The whole image.
    let original: Image
    /// The views A and B of each pair.
    let pairs: [[ViewPreview]]
  }

  /// The line at the top.
  let title: String
  /// The side of a view in pixels.
  let imageSize: Int
  /// The images.
  let rows: [Row]

  private static let margin = 20
  private static let viewGap = 6
  private static let pairGap = 22
  private static let captionGap = 6
  private static let rowGap = 22
  private static let titleHeight = 34
  private static let headingHeight = 16
  /// Smaller views are magnified by a whole number to at least this side, which leaves room for captions.
  private static let smallestCell = 192

  /// The size of the sheet in pixels, captions counted generously, for a check before anything is rendered.
  static func estimatedPixels(imageSize: Int, rows: Int, pairs: Int) -> Int {
    let side = cell(imageSize)
    return (2 * margin + side + pairs * (pairGap + viewGap + 2 * side)) * (rows * (side + 200) + 200)
  }

  /// How many pixels of the sheet the side of one of a view stands for.
  private static func magnification(_ imageSize: Int) -> Int { max(1, (smallestCell + imageSize - 1) / imageSize) }

  private static func cell(_ imageSize: Int) -> Int { imageSize * magnification(imageSize) }

  /// Draws it.
  func draw() -> Image {
    let side = Self.cell(imageSize)
    let columns = side / BitmapFont.advance
    let pairCount = rows.map(\.pairs.count).max() ?? 0
    let captions = rows.map { row in row.pairs.map { $0.map { ViewCaption($0.parameters).lines(columns: columns) } } }
    let heights = captions.map { row in
      let lines = max(row.joined().map(\.count).max() ?? 0, 2)
      return side + Self.captionGap + lines * BitmapFont.lineHeight + Self.rowGap
    }
    var canvas = Canvas(
      width: 2 * Self.margin + side + pairCount * (Self.pairGap + Self.viewGap + 2 * side),
      height: Self.margin + Self.titleHeight + Self.headingHeight + heights.reduce(0, +))
    canvas.write(title, x: Self.margin, y: Self.margin, scale: 2)
    var y = Self.margin + Self.titleHeight
    canvas.write("original", x: Self.margin, y: y, .faint)
    for pair in 0..<pairCount {
      for view in 0..<2 {
        canvas.write(
          "pair \(pair + 1), view \(view == 0 ? "A" : "B")", x: x(pair, view), y: y, view == 0 ? .viewA : .viewB)
      }
    }
    y += Self.headingHeight
    for (number, row) in rows.enumerated() {
      drawOriginal(row, y: y, on: &canvas)
      for (pair, views) in row.pairs.enumerated() {
        for (view, preview) in views.enumerated() {
          let left = x(pair, view)
          canvas.draw(preview.image, x: left, y: y, scale: Self.magnification(imageSize))
          for (line, text) in captions[number][pair][view].enumerated() {
            canvas.write(text, x: left, y: y + side + Self.captionGap + line * BitmapFont.lineHeight)
          }
        }
      }
      y += heights[number]
    }
    return canvas.image
  }

  private func x(_ pair: Int, _ view: Int) -> Int {
    let side = Self.cell(imageSize)
    return Self.margin + side + pair * (2 * side + Self.viewGap) + (pair + 1) * Self.pairGap
      + view * (side + Self.viewGap)
  }

  /// Draws an image as large as fits, with the outlines of the crops that were drawn from it.
  private func drawOriginal(_ row: Row, y: Int, on canvas: inout Canvas) {
    let side = Self.cell(imageSize)
    let (width, height) = (row.original.width, row.original.height)
    let longer = max(width, height)
    let shown = PixelSize(width: max(1, width * side / longer), height: max(1, height * side / longer))
    canvas.draw(row.original.resized(to: shown), x: Self.margin, y: y)
    for views in row.pairs {
      for (view, preview) in views.enumerated() {
        let crop = preview.parameters.crop
        let (left, top) = (crop.x * shown.width / width, crop.y * shown.height / height)
        let (right, bottom) = (
          (crop.x + crop.width) * shown.width / width, (crop.y + crop.height) * shown.height / height
        )
        canvas.frame(
          x: Self.margin + left, y: y + top, width: max(right - left, 3), height: max(bottom - top, 3), thickness: 2,
          view == 0 ? .viewA : .viewB)
      }
    }
    let columns = side / BitmapFont.advance
    let name = row.name.count <= columns ? row.name : "…" + row.name.suffix(columns - 1)
    let caption = y + shown.height + Self.captionGap
    canvas.write(name, x: Self.margin, y: caption)
    canvas.write("\(width)×\(height)", x: Self.margin, y: caption + BitmapFont.lineHeight, .faint)
  }
}
