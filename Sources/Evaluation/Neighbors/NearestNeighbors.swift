/// The most similar rows of a bank for each of some queries, nearest first.
public struct NearestNeighbors: Sendable, Equatable {
  /// The number of neighbours per query.
  public let k: Int
  /// The row in the bank of each neighbour, `[queries, k]` row-major; among equals the lower row comes first.
  public let rows: [Int32]
  /// The cosine similarity of each neighbour, in the same order.
  public let similarities: [Float]

  package init(k: Int, rows: [Int32], similarities: [Float]) {
    precondition(rows.count == similarities.count, "a similarity for each neighbour")
    (self.k, self.rows, self.similarities) = (k, rows, similarities)
  }

  /// The number of queries.
  public var count: Int { rows.count / max(k, 1) }
}
