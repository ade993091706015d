import CFeatureKernels
import Formatting

/// Ward's hierarchy: again and again the two groups are joined whose join adds least to the sum of squared distances to the own mean.
///
/// By chains of nearest neighbours (Murtagh, "A survey of recent advances in hierarchical clustering algorithms", 1983), with the distances
/// of Lance and Williams in double precision. Heights are those of SciPy's `linkage(…, 'ward')`: √(2·n·m/(n+m))·‖a − b‖ for groups of n and
/// m rows with the means a and b. Rows may stand for several images each, as the centres of k-means do.
public enum WardLinkage {
  /// More rows than these are refused: their distances alone would take more than 100 MB.
  public static let largestCount = 5000

  /// The hierarchy of the rows of `features`.
  ///
  /// - Parameters:
  ///   - features: The features `[N, D]`.
  ///   - weights: How many images each row stands for; nil for one each.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Returns: The joins of the rows.
  /// - Throws: ``ClusteringError`` for fewer than two or more than ``largestCount`` rows; what `progress` throws.
  public static func hierarchy(
    of features: some FeatureRows, weights: [Int]? = nil, progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> Dendrogram {
    let count = features.count
    guard count >= 2 else { throw ClusteringError(.usage, "one image alone has no hierarchy; give at least two") }
    guard count <= largestCount else {
      throw ClusteringError(
        .usage,
        "Ward's hierarchy of \(NumberText.grouped(count)) images takes too much memory; at most \(NumberText.grouped(largestCount)) "
          + "can be joined one by one, and more by way of k-means")
    }
    guard weights?.count ?? count == count, weights?.allSatisfy({ $0 > 0 }) ?? true else {
      throw ClusteringError(.usage, "each of the \(count) rows needs a weight of at least 1")
    }
    var table = WardDistances(features, weights: weights ?? Array(repeating: 1, count: count))
    var joins: [(Int, Int, Double)] = []
    var chain: [Int] = []
    while joins.count < count - 1 {
      if chain.isEmpty { chain.append(table.firstOpen) }
      let last = chain[chain.count - 1]
      let previous = chain.count > 1 ? chain[chain.count - 2] : nil
      let (next, distance) = table.nearest(to: last, preferring: previous)
      if next == previous {
        chain.removeLast(2)
        joins.append((min(last, next), max(last, next), distance.squareRoot()))
        table.join(min(last, next), into: max(last, next))
        if joins.count.isMultiple(of: 64) {
          try progress(WorkProgress("hierarchy", done: joins.count, of: count - 1))
        }
      } else {
        chain.append(next)
      }
    }
    return Dendrogram(leaves: count, joins: joins)
  }
}
