/// The best rows so far of each query, while similarities arrive in blocks of ascending rows.
struct NeighborSelection {
  private let k: Int
  private var rows: [Int32]
  private var similarities: [Float]

  init(queries: Int, k: Int) {
    self.k = k
    rows = [Int32](repeating: -1, count: queries * k)
    similarities = [Float](repeating: -.infinity, count: queries * k)
  }

  /// Looks through the similarities of `query` to the rows from `firstRow` on.
  ///
  /// Rows come in ascending order and only a greater similarity displaces another, so among equals the lower row wins.
  mutating func offer(_ values: UnsafeBufferPointer<Float>, firstRow: Int, to query: Int) {
    let first = query * k
    let last = first + k - 1
    rows.withUnsafeMutableBufferPointer { rows in
      similarities.withUnsafeMutableBufferPointer { best in
        var least = best[last]
        for index in 0..<values.count {
          let value = values[index]
          guard value > least else { continue }
          var place = last
          while place > first, best[place - 1] < value {
            best[place] = best[place - 1]
            rows[place] = rows[place - 1]
            place -= 1
          }
          best[place] = value
          rows[place] = Int32(truncatingIfNeeded: firstRow + index)
          least = best[last]
        }
      }
    }
  }

  /// What was selected.
  var neighbors: NearestNeighbors { NearestNeighbors(k: k, rows: rows, similarities: similarities) }
}
