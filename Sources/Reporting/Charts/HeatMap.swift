import Evaluation
import Formatting
import Images

/// A matrix drawn in colours: as an image, with its axes as a PNG or SVG file, or as part of a page.
package struct HeatMap: Sendable {
  /// How the numbers of a heat map are spelt.
  package enum Notation: Sendable {
    /// As they are; cells have no words.
    case number
    /// As percentages, in each cell that has room.
    case percent
  }

  /// The numbers, row by row; all rows have the same length.
  package let values: [[Double]]
  /// The colours.
  package let scale: ColorScale
  /// What the rows are.
  package let rowTitle: String
  /// What the columns are.
  package let columnTitle: String
  /// What the numbers are.
  package let valueTitle: String
  /// How the numbers are spelt.
  package let notation: Notation
  /// The name of each row; empty where rows have none.
  package let rowLabels: [String]
  /// The name of each column; empty where columns have none.
  package let columnLabels: [String]
  /// What stands above it; nil for nothing.
  package let title: PictureTitle?

  package init(
    _ values: [[Double]], scale: ColorScale, rowTitle: String, columnTitle: String, valueTitle: String,
    notation: Notation = .number, rowLabels: [String] = [], columnLabels: [String] = [],
    title: PictureTitle? = nil
  ) {
    precondition(!values.isEmpty && values[0].count > 0, "a heat map has at least one cell")
    precondition(values.allSatisfy { $0.count == values[0].count }, "a heat map's rows have the same length")
    precondition(rowLabels.isEmpty || rowLabels.count == values.count, "each row has a name, or none has")
    precondition(columnLabels.isEmpty || columnLabels.count == values[0].count, "each column has a name, or none has")
    self.values = values
    self.scale = scale
    self.rowTitle = rowTitle
    self.columnTitle = columnTitle
    self.valueTitle = valueTitle
    self.notation = notation
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.title = title
  }

  /// The number of rows.
  package var rows: Int { values.count }
  /// The number of columns.
  package var columns: Int { values[0].count }

  /// A part of a cross-correlation matrix C, coloured from −1 over 0 to 1.
  package static func correlation(_ matrix: [[Float]]) -> HeatMap {
    HeatMap(
      matrix.map { $0.map(Double.init) }, scale: ColorScale(.diverging(limit: 1)), rowTitle: "feature i of view A",
      columnTitle: "feature j of view B", valueTitle: "correlation")
  }

  /// The most classes that have cells of their own.
  package static let mostClasses = 300
  /// The most groups that more classes are drawn in.
  package static let mostGroups = 150

  /// Which classes were taken for which: each row is coloured by its shares.
  ///
  /// More than `mostClasses` are drawn in at most `mostGroups` groups of neighbouring classes, so that a picture of many classes
  /// is no larger than one of few.
  package static func confusion(
    _ matrix: ConfusionMatrix, title: PictureTitle? = nil, mostClasses: Int = mostClasses, mostGroups: Int = mostGroups
  ) -> HeatMap {
    let isGrouped = matrix.classNames.count > mostClasses
    let (groups, counts) = matrix.grouped(most: isGrouped ? mostGroups : matrix.classNames.count)
    let names = groups.map { group in
      let first = matrix.classNames[group.lowerBound]
      return group.count == 1
        ? first : "\(shortenedEnd(first))–\(shortenedEnd(matrix.classNames[group.upperBound - 1]))"
    }
    let grouping = isGrouped ? ", groups of \(groups[0].count)" : ""
    return HeatMap(
      counts.map { row in
        let total = row.reduce(0, +)
        return row.map { total > 0 ? Double($0) / Double(total) : 0 }
      }, scale: ColorScale(.sequential(limit: 1)), rowTitle: "true class" + grouping,
      columnTitle: "predicted class" + grouping,
      valueTitle: isGrouped ? "share of the true group" : "share of the true class", notation: .percent,
      rowLabels: names, columnLabels: names, title: title)
  }

  /// The cells as squares of `cellSize` pixels, without names.
  package func image(cellSize: Int = 1) -> Image {
    precondition(cellSize > 0, "a cell has at least one pixel")
    var pixels: [UInt8] = []
    pixels.reserveCapacity(rows * columns * cellSize * cellSize * 3)
    for row in values {
      var line: [UInt8] = []
      for value in row {
        let (red, green, blue) = scale.color(value)
        for _ in 0..<cellSize { line += [red, green, blue] }
      }
      for _ in 0..<cellSize { pixels += line }
    }
    return Image(width: columns * cellSize, height: rows * cellSize, channels: 3, pixels: pixels)
  }

  /// The cells alone as a PNG file.
  ///
  /// - Throws: `ImageError` when memory is short.
  package func png(cellSize: Int = 1) throws -> [UInt8] { try encodePNG(image(cellSize: cellSize)) }

  /// A number of the scale in words.
  func text(_ value: Double) -> String {
    switch notation {
    case .number: NumberText.short(value)
    case .percent: NumberText.percent(value, decimals: 0)
    }
  }

  /// What a cell says; nil for one that says nothing, such as a share that rounds to 0.
  func cellText(_ value: Double) -> String? {
    guard notation == .percent, value.isFinite, value >= 0.005 else { return nil }
    return String(Int((100 * value).rounded()))
  }

  /// A name as long as the axes of a drawing have room for: where its letters are drawn is not known, so they are counted.
  static func shortened(_ name: String) -> String {
    guard name.count > longestName else { return name }
    let kept = longestName - 1
    return name.prefix((kept + 1) / 2) + "…" + name.suffix(kept / 2)
  }

  /// A name at one end of a group, as long as an axis has room for both.
  private static func shortenedEnd(_ name: String) -> String {
    let most = (longestName - 1) / 2
    return name.count > most ? name.prefix(most - 1) + "…" : name
  }

  private static let longestName = 24
}
