import Clustering
import Evaluation
import Formatting
import Randomness
import Torch

/// The nearest neighbours of rows among reference rows: all of them, or a random sample of a fixed size where there are more.
///
/// With a sample the work grows with the number of rows and no longer with its square (Sugiyama and Borgwardt, "Rapid distance-based outlier
/// detection via sampling", 2013).
package struct ReferenceNeighbors<Features: FeatureRows> {
  /// The reference rows, ascending.
  package let references: [Int]
  private let features: Features
  private let bank: FeatureBank

  /// Rows at a time.
  private static var rowsPerBlock: Int { 4096 }

  /// References among `candidates`, at most `largest` of them.
  package init(_ features: Features, candidates: [Int], largest: Int, seed: UInt64) throws {
    var references = candidates
    if candidates.count > largest {
      var generator = SplitMix64(seed: seed, stream: 0)
      generator.shuffle(&references)
      references = references.prefix(largest).sorted()
    }
    self.references = references
    self.features = features
    let dimension = features.dimension
    let table = try Tensor.empty([references.count, dimension])
    for (place, row) in references.enumerated() {
      try table.narrow(start: place, length: 1).copy(from: features.tensor(row..<(row + 1)))
    }
    bank = try FeatureBank(table)
  }

  /// How many neighbours can be asked for, besides the row itself.
  package var largestK: Int { references.count - 1 }

  /// Calls `body` with the reference rows that are nearest to each row, itself left out, the most similar first.
  package func forEachRow(
    k: Int, progress: (WorkProgress) throws -> Void,
    _ body: (_ row: Int, _ neighbors: [(row: Int, similarity: Float)]) -> Void
  ) throws {
    for start in stride(from: 0, to: features.count, by: Self.rowsPerBlock) {
      let rows = start..<min(start + Self.rowsPerBlock, features.count)
      let found = try bank.neighbors(of: features.tensor(rows), k: k + 1)
      for row in rows {
        let places = ((row - start) * (k + 1))..<((row - start + 1) * (k + 1))
        let all = places.map { (row: references[Int(found.rows[$0])], similarity: found.similarities[$0]) }
        body(row, Array(all.filter { $0.row != row }.prefix(k)))
      }
      try progress(WorkProgress("neighbours", done: rows.upperBound, of: features.count))
    }
  }
}
