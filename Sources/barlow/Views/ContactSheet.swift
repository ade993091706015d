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

  /// What stands at the top.
  let title: PictureTitle
  /// The side of each view in pixels: A, B and the local ones.
  let sides: [Int]
  /// The images.
  let rows: [Row]
  /// What words are written in.
  let typeface: Typeface

  private static let margin = 20
  private static let viewGap = 6
  private static let pairGap = 22
  private static let captionGap = 6
  private static let rowGap = 22
  private static let titleGap = 14
  private static let headingGap = 3
  /// Smaller views are magnified by a whole number to at least this side, which leaves room for captions.
  private static let smallestCell = 192

  /// The size of the sheet in pixels, captions counted generously, for a check before anything is rendered.
  static func estimatedPixels(sides: [Int], rows: Int, pairs: Int) -> Int {
    let (side, pairWidth) = (side(sides), pairWidth(sides))
    return (2 * margin + side + pairs * pairWidth) * (rows * (side + 440) + 260)
  }

  private var style: TextStyle { TextStyle(typeface, size: TextStyle.captionSize) }

  /// The side of views A and B on the sheet.
  private static func side(_ sides: [Int]) -> Int { width(ofView: 0, sides) }

  /// How many pixels of the sheet one of a view takes along its side; local crops are made no larger than the others.
  private static func magnification(ofView view: Int, _ sides: [Int]) -> Int {
    let whole = max(1, (smallestCell + sides[0] - 1) / sides[0])
    return view < 2 ? whole : max(1, whole * sides[0] / sides[view])
  }

  private static func width(ofView view: Int, _ sides: [Int]) -> Int {
    magnification(ofView: view, sides) * sides[view]
  }

  /// What the views of one pair take, with the gap before them.
  private static func pairWidth(_ sides: [Int]) -> Int {
    pairGap - viewGap + sides.indices.reduce(0) { $0 + viewGap + width(ofView: $1, sides) }
  }

  private var side: Int { Self.side(sides) }
  private var pairWidth: Int { Self.pairWidth(sides) }
  private func width(ofView view: Int) -> Int { Self.width(ofView: view, sides) }

  /// Draws it.
  func draw() -> Image {
    let pairCount = rows.map(\.pairs.count).max() ?? 0
    let style = style
    let captions = rows.map { row in
      row.pairs.map {
        $0.enumerated().map { view, preview in
          ViewCaption(preview.parameters).lines(width: self.width(ofView: view), style)
        }
      }
    }
    let heights = captions.map { row in
      let lines = max(row.joined().map(\.count).max() ?? 0, 2)
      return side + Self.captionGap + lines * style.lineHeight + Self.rowGap
    }
    let width = 2 * Self.margin + side + pairCount * pairWidth
    let block = TitleBlock(title, width: width - 2 * Self.margin, typeface)
    var y = Self.margin + block.height + Self.titleGap
    var canvas = Canvas(
      width: width, height: y + style.lineHeight + Self.headingGap + heights.reduce(0, +))
    block.draw(x: Self.margin, y: Self.margin, on: &canvas)
    canvas.write("original", x: Self.margin, y: y, style, .faint)
    for pair in 0..<pairCount {
      for view in sides.indices {
        let name = view < 2 ? "pair \(pair + 1), view \(view == 0 ? "A" : "B")" : "local \(view - 1)"
        canvas.write(
          style.shortened(name, to: self.width(ofView: view), .back), x: x(pair, view), y: y, style,
          Self.color(ofView: view))
      }
    }
    y += style.lineHeight + Self.headingGap
    for (number, row) in rows.enumerated() {
      drawOriginal(row, y: y, on: &canvas)
      for (pair, views) in row.pairs.enumerated() {
        for (view, preview) in views.enumerated() {
          let left = x(pair, view)
          canvas.draw(preview.image, x: left, y: y, scale: Self.magnification(ofView: view, sides))
          for (line, text) in captions[number][pair][view].enumerated() {
            canvas.write(
              text, x: left, y: y + self.width(ofView: view) + Self.captionGap + line * style.lineHeight, style)
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
    let caption = y + shown.height + Self.captionGap
    canvas.write(style.shortened(row.name, to: side, .front), x: Self.margin, y: caption, style)
    canvas.write("\(width)×\(height)", x: Self.margin, y: caption + style.lineHeight, style, .faint)
  }
}
