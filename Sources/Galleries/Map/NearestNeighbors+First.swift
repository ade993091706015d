import Evaluation

extension NearestNeighbors {
  /// The nearest ones of each query alone.
  ///
  /// - Parameter count: How many.
  /// - Returns: At most so many of each.
  func first(_ count: Int) -> NearestNeighbors {
    guard count < k else { return self }
    let places = (0..<self.count).flatMap { query in (query * k)..<(query * k + count) }
    return NearestNeighbors(k: count, rows: places.map { rows[$0] }, similarities: places.map { similarities[$0] })
  }
}
