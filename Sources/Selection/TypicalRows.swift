import Clustering
import Formatting
import Torch

/// Rows that stand for all others: the medoid of each of as many clusters of k-means, that of the largest cluster first.
public struct TypicalRows: Sendable, Equatable {
  /// The chosen rows.
  public let rows: [Int]
  /// How many rows each stands for.
  public let sizes: [Int]

  /// Chooses rows.
  ///
  /// - Parameters:
  ///   - features: The features `[N, D]`.
  ///   - count: How many.
  ///   - seed: The seed of k-means.
  ///   - threads: The number of threads.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Throws: `ClusteringError` as `KMeans`; what `progress` throws.
  public init(
    _ features: some FeatureRows, count: Int, seed: UInt64 = 0, threads: Int = Runtime.threadCount,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    var clustering = KMeans(clusterCount: count)
    clustering.seed = seed
    let found = try clustering.fit(features, threads: threads, progress: progress)
    let members = found.members.filter { !$0.isEmpty }
    rows = members.map { $0[0] }
    sizes = members.map(\.count)
  }
}
