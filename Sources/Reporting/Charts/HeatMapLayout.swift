/// Where the parts of a heat map stand: the cells, the words along them, the titles and the bar of colours.
///
/// A renderer gives the sizes in its own units, and draws what stands where; x goes to the right, y down.
struct HeatMapLayout {
  /// An upright rectangle.
  struct Rectangle: Equatable {
    let x, y, width, height: Double
    /// The place of its middle.
    var middle: (x: Double, y: Double) { (x + width / 2, y + height / 2) }
  }

  /// A word and the place on its axis that it belongs to.
  struct Mark: Equatable {
    let text: String
    let place: Double
  }

  /// What a renderer decides.
  struct Metrics {
    /// The side of a cell.
    let cell: Double
    /// What is left of the cells and above them.
    let left, top: Double
    /// The bar's distance from the cells, and its width.
    let barGap, barWidth: Double
    /// The number of words along the bar, at least 2.
    let barMarks: Int
  }

  private let map: HeatMap
  private let metrics: Metrics
  /// The words along the rows, from the top.
  let rowMarks: [Mark]
  /// The words along the columns, from the left.
  let columnMarks: [Mark]
  /// What the rows and the columns are, and how they are named.
  let rowTitle, columnTitle: String

  init(_ map: HeatMap, _ metrics: Metrics, rows: AxisMarks, columns: AxisMarks) {
    self.map = map
    self.metrics = metrics
    func marks(_ axis: AxisMarks, from start: Double) -> [Mark] {
      axis.marks.map { Mark(text: $0.text, place: start + metrics.cell * (Double($0.cell) + 0.5)) }
    }
    rowMarks = marks(rows, from: metrics.top)
    columnMarks = marks(columns, from: metrics.left)
    rowTitle = rows.title(map.rowTitle)
    columnTitle = columns.title(map.columnTitle)
  }

  /// All cells together.
  var cells: Rectangle {
    Rectangle(
      x: metrics.left, y: metrics.top, width: metrics.cell * Double(map.columns),
      height: metrics.cell * Double(map.rows))
  }

  /// One cell.
  func cell(row: Int, column: Int) -> Rectangle {
    Rectangle(
      x: metrics.left + metrics.cell * Double(column), y: metrics.top + metrics.cell * Double(row),
      width: metrics.cell, height: metrics.cell)
  }

  /// The bar of colours, as high as the cells.
  var bar: Rectangle {
    Rectangle(
      x: cells.x + cells.width + metrics.barGap, y: cells.y, width: metrics.barWidth, height: cells.height)
  }

  /// The number whose colour the bar has at a share of its height from the top.
  func barValue(_ share: Double) -> Double {
    let range = map.scale.range
    return range.upperBound - (range.upperBound - range.lowerBound) * share
  }

  /// The words along the bar, from the top.
  var barMarks: [Mark] {
    (0..<metrics.barMarks).map { number in
      let share = Double(number) / Double(metrics.barMarks - 1)
      return Mark(text: map.text(barValue(share)), place: bar.y + bar.height * share)
    }
  }
}
