/// Means over the cells of a grid that divides an interval evenly: what resizing is when every source value counts by its area.
struct AreaAverage {
  /// A cell: the first value that it has a part of, and where the weights of that and of those after it stand.
  private struct Cell {
    let first: Int
    let weights: Range<Int>
  }

  private let cells: [Cell]
  /// The weights of all cells, one cell after the other; those of each sum to 1.
  private let weights: [Float]

  /// `count` cells of the interval from `start` to `end`, in values of which there are `available`.
  init(from start: Double, to end: Double, count: Int, available: Int) {
    var (cells, weights): ([Cell], [Float]) = ([], [])
    cells.reserveCapacity(count)
    weights.reserveCapacity(Int(max(end - start, 0)) + 2 * count)
    for cell in 0..<count {
      let low = max(0, start + (end - start) * Double(cell) / Double(count))
      let high = min(Double(available), start + (end - start) * Double(cell + 1) / Double(count))
      let first = min(Int(low), available - 1)
      let last = max(first, min(Int(high.rounded(.up)) - 1, available - 1))
      let place = weights.count
      var sum: Float = 0
      for value in first...last {
        let weight = Float(max(0, min(high, Double(value + 1)) - max(low, Double(value))))
        weights.append(weight)
        sum += weight
      }
      if sum > 0 {
        for number in place..<weights.count { weights[number] /= sum }
      } else {
        // A cell narrower than rounding shows is that of its one value.
        weights.removeSubrange(place...)
        weights.append(1)
      }
      cells.append(Cell(first: first, weights: place..<weights.count))
    }
    (self.cells, self.weights) = (cells, weights)
  }

  /// The means of rows and columns of a square, `across` × `down` cells, row by row.
  static func resample(_ values: [Float], side: Int, across: AreaAverage, down: AreaAverage) -> [Float] {
    let columns = across.cells.count
    return values.withUnsafeBufferPointer { values in
      across.weights.withUnsafeBufferPointer { weights in
        withUnsafeTemporaryAllocation(of: Float.self, capacity: side) { line in
          [Float](unsafeUninitializedCapacity: down.cells.count * columns) { result, count in
            for (row, cell) in down.cells.enumerated() {
              line.update(repeating: 0)
              for (place, weight) in down.weights[cell.weights].enumerated() {
                let start = (cell.first + place) * side
                for column in 0..<side { line[column] += weight * values[start + column] }
              }
              for (column, cell) in across.cells.enumerated() {
                var (sum, place): (Float, Int) = (0, cell.first)
                for number in cell.weights {
                  sum += weights[number] * line[place]
                  place += 1
                }
                result[row * columns + column] = sum
              }
            }
            count = down.cells.count * columns
          }
        }
      }
    }
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
    weights.withUnsafeBufferPointer { weights in
      for (number, cell) in cells.enumerated() {
        for channel in 0..<3 {
          var source = row + cell.first * channels + (channels == 1 ? 0 : channel)
          var sum: Float = 0
          for place in cell.weights {
            sum += weights[place] * Float(source.pointee)
            source += channels
          }
          sums[number * 3 + channel] += factor * sum
        }
      }
    }
  }

  /// Calls `body` with each value, and each cell that it is part of with its weight there.
  func forEachWeight(_ body: (_ value: Int, _ cell: Int, _ weight: Float) -> Void) {
    for (number, cell) in cells.enumerated() {
      for (place, weight) in weights[cell.weights].enumerated() { body(cell.first + place, number, weight) }
    }
  }
}
