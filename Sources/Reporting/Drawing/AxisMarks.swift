import Formatting

/// The words along an axis of cells in a picture: every name, every few, or numbers where names have no room.
struct AxisMarks {
  /// A cell and what is written beside it.
  struct Mark: Equatable {
    let cell: Int
    let text: String
  }

  /// The words, in the order of their cells.
  let marks: [Mark]
  /// The side in pixels of a dot of the letters.
  let scale: Int
  /// Whether cells are named by their numbers, from 0 up.
  let areNumbers: Bool

  /// Lines of text this much apart can be read.
  private static let linePitch = BitmapFont.glyphHeight + 2
  /// Names that stand for more cells than this would say less than numbers.
  private static let mostCellsOfName = 4

  /// The words for `count` cells of `cellSize` pixels; `names` may be empty.
  init(names: [String], count: Int, cellSize: Int) {
    let nameScale = cellSize >= 2 * Self.linePitch ? 2 : 1
    let every = (nameScale * Self.linePitch + cellSize - 1) / cellSize
    areNumbers = names.isEmpty || every > Self.mostCellsOfName
    scale = areNumbers ? 2 : nameScale
    if areNumbers {
      let ticks = AxisScale(.linear, covering: [0, Double(max(count - 1, 1))], isTight: true).ticks
      marks = ticks.filter { $0 == $0.rounded() && $0 < Double(count) }.map {
        Mark(cell: Int($0), text: NumberText.grouped(Int($0)))
      }
    } else {
      marks = stride(from: 0, to: count, by: every).map { Mark(cell: $0, text: HeatMap.shortened(names[$0])) }
    }
  }

  /// Every name, however many there are, for a drawing that can be enlarged.
  init(all names: [String]) {
    marks = names.enumerated().map { Mark(cell: $0, text: HeatMap.shortened($1)) }
    scale = 1
    areNumbers = false
  }

  /// The title of an axis, which says what it is numbered by.
  func title(_ text: String) -> String { areNumbers ? text + ", by number" : text }

  /// The pixels that the longest of the words takes.
  var length: Int { marks.map { BitmapFont.width(of: $0.text, scale: scale) }.max() ?? 0 }
  /// The height of the letters in pixels, without what hangs below the line.
  var letterHeight: Int { scale * BitmapFont.capitalHeight }
}
