/// Means over the cells of a grid that divides an interval evenly: what resizing is when every source value counts by its area.
struct AreaAverage {
  /// The first value of each cell, and the weights of it and of those after it; they sum to 1.
  private let cells: [(first: Int, weights: [Float])]

  /// `count` cells of the interval from `start` to `end`, in values of which there are `available`.
  init(from start: Double, to end: Double, count: Int, available: Int) {
    cells = (0..<count).map { cell in
      let low = max(0, start + (end - start) * Double(cell) / Double(count))
      let high = min(Double(available), start + (end - start) * Double(cell + 1) / Double(count))
      let first = min(Int(low), available - 1)
      let last = max(first, min(Int(high.rounded(.up)) - 1, available - 1))
      var weights = (first...last).map { Float(max(0, min(high, Double($0 + 1)) - max(low, Double($0)))) }
      let sum = weights.reduce(0, +)
      // A cell narrower than rounding shows is that of its one value.
      if sum > 0 { for place in weights.indices { weights[place] /= sum } } else { weights = [1] }
      return (first, weights)
    }
  }

  /// The means of rows and columns of a square, `across` × `down` cells, row by row.
  static func resample(_ values: [Float], side: Int, across: AreaAverage, down: AreaAverage) -> [Float] {
    let columns = across.cells.count
    var between = [Float](repeating: 0, count: side * columns)
    var result = [Float](repeating: 0, count: down.cells.count * columns)
    values.withUnsafeBufferPointer { values in
      between.withUnsafeMutableBufferPointer { between in
        let rows =
          (down.cells.first?.first ?? 0)..<min(side, (down.cells.last.map { $0.first + $0.weights.count } ?? 0))
        for row in rows {
          for (column, cell) in across.cells.enumerated() {
            var sum: Float = 0
            for (place, weight) in cell.weights.enumerated() { sum += weight * values[row * side + cell.first + place] }
            between[row * columns + column] = sum
          }
        }
        result.withUnsafeMutableBufferPointer { result in
          for (row, cell) in down.cells.enumerated() {
            for (place, weight) in cell.weights.enumerated() {
              for column in 0..<columns {
                result[row * columns + column] += weight * between[(cell.first + place) * columns + column]
              }
            }
          }
        }
      }
    }
    return result
  }

  /// A window of a square of values at another size.
  static func resample(_ values: [Float], side: Int, _ window: Placement.Window, to size: Int) -> [Float] {
    let scale = Double(side)
    return resample(
      values, side: side,
      across: AreaAverage(from: window.left * scale, to: window.right * scale, count: size, available: side),
      down: AreaAverage(from: window.top * scale, to: window.bottom * scale, count: size, available: side))
  }

  /// Adds the means of a row of interleaved bytes to `sums`, times `factor`.
  func add(_ row: UnsafePointer<UInt8>, channels: Int, factor: Float, to sums: UnsafeMutablePointer<Float>) {
    for (number, cell) in cells.enumerated() {
      for channel in 0..<3 {
        let source = row + cell.first * channels + (channels == 1 ? 0 : channel)
        var sum: Float = 0
        cell.weights.withUnsafeBufferPointer { weights in
          for place in 0..<weights.count { sum += weights[place] * Float(source[place * channels]) }
        }
        sums[number * 3 + channel] += factor * sum
      }
    }
  }

  /// Calls `body` with each value, and each cell that it is part of with its weight there.
  func forEachWeight(_ body: (_ value: Int, _ cell: Int, _ weight: Float) -> Void) {
    for (number, cell) in cells.enumerated() {
      for (place, weight) in cell.weights.enumerated() { body(cell.first + place, number, weight) }
    }
  }
}
