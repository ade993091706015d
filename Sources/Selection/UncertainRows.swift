import Clustering
import Torch

/// Images of which a classifier is least sure: by the margin between its first and its second choice (Scheffer, Decomain and Wrobel, "Active
/// hidden Markov models for information extraction", 2001).
public struct UncertainRows: Sendable, Equatable {
  /// All rows, the least certain first; among equals the lower row.
  public let ranking: [Int]
  /// The probability of the first choice less that of the second, of each row: `[N]`.
  public let margins: [Float]

  /// Ranks rows.
  ///
  /// - Parameter probabilities: The probability of each class for each image, `[N, K]`, K at least 2.
  /// - Throws: `ClusteringError` for another shape, or a row that is no distribution; `TorchError` if libtorch fails.
  public init(probabilities: Tensor) throws {
    guard probabilities.dimensionCount == 2, probabilities.size(0) > 0, probabilities.size(1) >= 2 else {
      throw ClusteringError(
        .usage,
        "probabilities of shape \(probabilities.shape) leave no choice; a column for each of two classes or more is needed"
      )
    }
    let columns = probabilities.size(1)
    let values = try probabilities.floats()
    let margins = try (0..<probabilities.size(0)).map { row in
      var (first, second, sum): (Float, Float, Float) = (-1, -1, 0)
      for value in values[(row * columns)..<((row + 1) * columns)] {
        guard value >= 0, value <= 1.001 else {
          throw ClusteringError(.badData, "row \(row) holds \(value), which is no probability")
        }
        sum += value
        if value > first { (first, second) = (value, first) } else if value > second { second = value }
      }
      guard abs(sum - 1) < 1e-3 else {
        throw ClusteringError(.badData, "the probabilities of row \(row) add up to \(sum) and not to 1")
      }
      return first - second
    }
    self.init(margins: margins)
  }

  /// Ranks rows of which only the margins are kept.
  ///
  /// - Parameter margins: The probability of the first choice less that of the second, of each row.
  public init(margins: [Float]) {
    self.margins = margins
    ranking = margins.indices.sorted { (margins[$0], $0) < (margins[$1], $1) }
  }
}
