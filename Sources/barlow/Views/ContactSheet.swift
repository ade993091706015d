import Augmentation
import Images
import Reporting

/// A picture of images and the views drawn from them: a row for each image, captions below.
struct ContactSheet {
  /// One image and its pairs.
  struct Row {
    /// What the image is called.
    let name: String
    /// The whole image.
    let original: Image
    /// The views A and B of each pair, and the local ones.
    let pairs: [[ViewPreview]]
  }

  /// The line at the top.
  let title: String
  /// The side of each view in pixels: A, B and the local ones.
  let sides: [Int]
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
  static func estimatedPixels(sides: [Int], rows: Int, pairs: Int) -> Int {
    let sheet = ContactSheet(title: "", sides: sides, rows: [])
    return (2 * margin + sheet.side + pairs * sheet.pairWidth) * (rows * (sheet.side + 200) + 200)
  }

  /// The side of views A and B on the sheet.
  private var side: Int { magnification(ofView: 0) * sides[0] }

  /// How many pixels of the sheet one of a view takes along its side; local crops are made no larger than the others.
  private func magnification(ofView view: Int) -> Int {
    let whole = max(1, (Self.smallestCell + sides[0] - 1) / sides[0])
    return view < 2 ? whole : max(1, whole * sides[0] / sides[view])
  }

  private func width(ofView view: Int) -> Int { magnification(ofView: view) * sides[view] }

  /// What the views of one pair take, with the gap before them.
  private var pairWidth: Int {
    Self.pairGap - Self.viewGap + sides.indices.reduce(0) { $0 + Self.viewGap + width(ofView: $1) }
  }

  /// Draws it.
  func draw() -> Image {
    let pairCount = rows.map(\.pairs.count).max() ?? 0
    let captions = rows.map { row in
      row.pairs.map {
        $0.enumerated().map { view, preview in
          ViewCaption(preview.parameters).lines(columns: width(ofView: view) / BitmapFont.advance)
        }
      }
    }
    let heights = captions.map { row in
      let lines = max(row.joined().map(\.count).max() ?? 0, 2)
      return side + Self.captionGap + lines * BitmapFont.lineHeight + Self.rowGap
    }
    var canvas = Canvas(
      width: 2 * Self.margin + side + pairCount * pairWidth,
      height: Self.margin + Self.titleHeight + Self.headingHeight + heights.reduce(0, +))
    canvas.write(title, x: Self.margin, y: Self.margin, scale: 2)
    var y = Self.margin + Self.titleHeight
    canvas.write("original", x: Self.margin, y: y, .faint)
    for pair in 0..<pairCount {
      for view in sides.indices {
        let name = view < 2 ? "pair \(pair + 1), view \(view == 0 ? "A" : "B")" : "local \(view - 1)"
        canvas.write(name, x: x(pair, view), y: y, Self.color(ofView: view))
      }
    }
    y += Self.headingHeight
    for (number, row) in rows.enumerated() {
      drawOriginal(row, y: y, on: &canvas)
      for (pair, views) in row.pairs.enumerated() {
        for (view, preview) in views.enumerated() {
          let left = x(pair, view)
          canvas.draw(preview.image, x: left, y: y, scale: magnification(ofView: view))
          for (line, text) in captions[number][pair][view].enumerated() {
            canvas.write(text, x: left, y: y + width(ofView: view) + Self.captionGap + line * BitmapFont.lineHeight)
          }
        }
      }
      y += heights[number]
    }
    return canvas.image
  }

  private func x(_ pair: Int, _ view: Int) -> Int {
    Self.margin + side + pair * pairWidth + Self.pairGap
      + sides.indices.prefix(view).reduce(0) { $0 + width(ofView: $1) + Self.viewGap }
  }

  private static func color(ofView view: Int) -> Canvas.Color { view == 0 ? .viewA : view == 1 ? .viewB : .faint }

  /// Draws an image as large as fits, with the outlines of the crops that were drawn from it.
  private func drawOriginal(_ row: Row, y: Int, on canvas: inout Canvas) {
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
          Self.color(ofView: view))
      }
    }
    let columns = side / BitmapFont.advance
    let name = row.name.count <= columns ? row.name : "…" + row.name.suffix(columns - 1)
    let caption = y + shown.height + Self.captionGap
    canvas.write(name, x: Self.margin, y: caption)
    canvas.write("\(width)×\(height)", x: Self.margin, y: caption + BitmapFont.lineHeight, .faint)
  }
}
