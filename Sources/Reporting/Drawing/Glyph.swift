/// A glyph in pixels.
struct Glyph: Equatable, Sendable {
  /// Its extent in pixels; 0 for a space.
  let width, height: Int
  /// How far its left edge is to the right of the pen.
  let left: Int
  /// How far its upper edge is above the base line.
  let top: Int
  /// How much of each pixel is ink, 0 to 255, row by row.
  let coverage: [UInt8]

  /// The frame that stands for a glyph which a damaged font does not give.
  static func box(size: Int) -> Glyph {
    let (width, height) = (max(size / 2, 3), max(7 * size / 10, 3))
    let coverage = (0..<(width * height)).map { place -> UInt8 in
      let (row, column) = place.quotientAndRemainder(dividingBy: width)
      return row == 0 || row == height - 1 || column == 0 || column == width - 1 ? 255 : 0
    }
    return Glyph(width: width, height: height, left: 0, top: height, coverage: coverage)
  }
}
