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
  /// Whether cells are named by their numbers, from 0 up.
  let areNumbers: Bool

  /// Names that stand for more cells than this would say less than numbers.
  private static let mostCellsOfName = 4

  /// The words for `count` cells.
  ///
  /// - Parameters:
  ///   - names: The name of each cell, as short as it has to be, or none.
  ///   - count: The number of cells.
  ///   - cellSize: Their side in pixels.
  ///   - linePitch: The pixels from one line of words to the next.
  init(names: [String], count: Int, cellSize: Int, linePitch: Int) {
    let every = (linePitch + cellSize - 1) / cellSize
    areNumbers = names.isEmpty || every > Self.mostCellsOfName
    if areNumbers {
      let ticks = AxisScale(.linear, covering: [0, Double(max(count - 1, 1))], isTight: true).ticks
      marks = ticks.filter { $0 == $0.rounded() && $0 < Double(count) }.map {
        Mark(cell: Int($0), text: NumberText.grouped(Int($0)))
      }
    } else {
      marks = stride(from: 0, to: count, by: every).map { Mark(cell: $0, text: names[$0]) }
    }
  }

  /// Every name, however many there are, for a drawing that can be enlarged.
  init(all names: [String]) {
    marks = names.enumerated().map { Mark(cell: $0, text: HeatMap.shortened($1)) }
    areNumbers = false
  }

  /// The title of an axis, which says what it is numbered by.
  func title(_ text: String) -> String { areNumbers ? text + ", by number" : text }
}
