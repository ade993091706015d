/// The title of a picture in lines that fit its width.
package struct TitleBlock {
  private let lines: [(text: String, style: TextStyle, color: Canvas.Color)]

  private static let gap = 4

  /// Breaks a title into lines of at most `width` pixels.
  package init(_ title: PictureTitle, width: Int, _ typeface: Typeface) {
    let large = TextStyle(typeface, size: TextStyle.titleSize)
    let small = TextStyle(typeface, size: TextStyle.captionSize)
    lines =
      large.lines(of: title.words, separator: " ", width: width, .middle).map { ($0, large, .ink) }
      + small.lines(of: title.details, separator: PictureTitle.separator, width: width, .middle).map {
        ($0, small, .faint)
      }
  }

  /// The pixels from the upper edge to the end of the last line.
  package var height: Int { lines.reduce(0) { $0 + $1.style.lineHeight } + max(lines.count - 1, 0) * Self.gap }

  /// Writes it with its upper left corner at (x, y).
  package func draw(x: Int, y: Int, on canvas: inout Canvas) {
    var y = y
    for line in lines {
      canvas.write(line.text, x: x, y: y, line.style, line.color)
      y += line.style.lineHeight + Self.gap
    }
  }
}
