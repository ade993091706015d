import Clustering
import Formatting

/// Rows that are far from all others: by the distance to the k-th nearest neighbour (Ramaswamy, Rastogi and Shim, "Efficient algorithms for
/// mining outliers from large data sets", 2000), with a threshold that outliers themselves hardly move.
public struct OutlierRows: Sendable {
  /// All rows, the farthest from its neighbours first; among equals the lower row.
  public let ranking: [Int]
  /// The Euclidean distance of each row from its k-th nearest neighbour, `[N]`.
  public let distances: [Float]
  /// (distance − median) / (1.4826 · median absolute deviation) of each row, `[N]`: deviations, were distances normal.
  public let scores: [Double]
  /// How many rows, the first of ``ranking``, have a score above the threshold.
  public let count: Int
  /// The number of neighbours.
  public let k: Int
  /// How many rows each was compared with.
  public let references: Int

  /// The score above which a row is an outlier unless told otherwise (Iglewicz and Hoaglin, "How to detect and handle outliers", 1993).
  public static let usualThreshold = 3.5
  /// Of more rows than these, as many are drawn that all rows are compared with.
  public static let largestReferences = 20_000

  /// Ranks rows.
  ///
  /// - Parameters:
  ///   - features: The features `[N, D]`, of unit length.
  ///   - k: Which neighbour counts; fewer where there are not as many rows.
  ///   - threshold: The score above which a row is an outlier.
  ///   - seed: The seed by which reference rows are drawn.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Throws: `ClusteringError` for fewer than three rows; what `progress` throws.
  public init(
    _ features: some FeatureRows, k: Int = 10, threshold: Double = OutlierRows.usualThreshold, seed: UInt64 = 0,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    guard features.count >= 3 else {
      throw ClusteringError(
        .badData, "\(NumberText.count(features.count, "image")) cannot show what is usual; give at least 3")
    }
    let neighbors = try ReferenceNeighbors(
      features, candidates: Array(0..<features.count), largest: Self.largestReferences, seed: seed)
    let k = min(k, neighbors.largestK)
    var distances = [Float](repeating: 0, count: features.count)
    try neighbors.forEachRow(k: k, progress: progress) { row, found in
      distances[row] = max(0, 2 - 2 * (found.last?.similarity ?? 1)).squareRoot()
    }
    let scores = Self.scores(distances)
    self.k = k
    references = neighbors.references.count
    ranking = distances.indices.sorted { (distances[$1], $0) < (distances[$0], $1) }
    count = scores.count { $0 > threshold }
    (self.distances, self.scores) = (distances, scores)
  }

  /// How far each value is above the median, in robust deviations.
  static func scores(_ values: [Float]) -> [Double] {
    let center = median(values.map(Double.init))
    let deviations = values.map { abs(Double($0) - center) }
    let medianDeviation = median(deviations)
    let mean = deviations.reduce(0, +) / Double(values.count)
    // Where more than half of the values are the same, the mean deviation takes the place of the median one.
    let scale = medianDeviation > 1e-9 ? 1.4826 * medianDeviation : 1.2533 * mean
    return values.map { scale > 1e-9 ? (Double($0) - center) / scale : 0 }
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
