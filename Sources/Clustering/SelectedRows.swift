/// Some rows of features, copied into memory in the order of the given positions.
package struct SelectedRows: FeatureRows {
  package let count: Int
  package let dimension: Int
  private let values: [Float]

  package init(_ features: some FeatureRows, _ positions: [Int]) {
    (count, dimension) = (positions.count, features.dimension)
    var values: [Float] = []
    values.reserveCapacity(positions.count * features.dimension)
    for position in positions { features.withRows(position..<(position + 1)) { values += $0 } }
    self.values = values
  }

  /// Rows that are there already, row after row.
  package init(values: [Float], dimension: Int) {
    (count, self.dimension, self.values) = (values.count / max(dimension, 1), dimension, values)
  }

  package func withRows<Result>(
    _ rows: Range<Int>, _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try values.withUnsafeBufferPointer { all in
      try body(UnsafeBufferPointer(rebasing: all[(rows.lowerBound * dimension)..<(rows.upperBound * dimension)]))
    }
  }
}
