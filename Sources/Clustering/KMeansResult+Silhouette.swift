import Formatting
import Randomness
import Torch

extension KMeansResult {
  /// The mean silhouette of a sample of rows, and of those of each group; nil where fewer than two groups are in it.
  ///
  /// - Parameters:
  ///   - features: The features that were grouped.
  ///   - sampleSize: How many rows are compared with each other.
  ///   - seed: The seed of the sample.
  ///   - threads: The number of threads.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Returns: The mean, and that of each group; nil for a group that is not in the sample.
  /// - Throws: What `progress` throws.
  public func silhouette(
    of features: some FeatureRows, sampleSize: Int = 4096, seed: UInt64 = 0, threads: Int = Runtime.threadCount,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> (mean: Double, ofGroups: [Double?])? {
    var generator = SplitMix64(seed: seed, stream: 0)
    let rows = generator.choice(min(sampleSize, labels.count), of: labels.count)
    let own = rows.map { labels[$0] }
    guard Set(own).count >= 2 else { return nil }
    let found = try Silhouette(SelectedRows(features, rows), labels: own, threads: threads, progress: progress)
    var (sums, counts) = ([Double](repeating: 0, count: clusterCount), [Int](repeating: 0, count: clusterCount))
    for (label, value) in zip(own, found.values) {
      sums[Int(label)] += value
      counts[Int(label)] += 1
    }
    return (found.mean, zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : nil })
  }
}
