import Formatting
import Randomness
import Torch

/// How many clusters features fall into: the number whose silhouette on a sample is the largest.
///
/// The rule is Rousseeuw's (1987). It prefers few, clear groups; the curve tells which finer ones come close.
public struct ClusterCountSearch: Sendable {
  /// A number of clusters that was tried.
  public struct Point: Sendable, Equatable, Encodable {
    /// The number of clusters.
    public let clusters: Int
    /// The mean silhouette of the sample.
    public let silhouette: Double
    /// The mean squared distance from the own centre.
    public let meanSquaredDistance: Double
  }

  /// The numbers that are tried, as far as there are images.
  public var candidates = Array(2...10) + [12, 15, 20, 25, 30, 40, 50]
  /// How many images are looked at.
  public var sampleSize = 4096
  /// The seed of the sample and of k-means.
  public var seed: UInt64 = 0

  public init() {}

  /// Tries all numbers.
  ///
  /// - Parameters:
  ///   - features: The features `[N, D]`.
  ///   - threads: The number of threads.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Returns: A point for each number, ascending; the best is that of the largest silhouette, of equal ones the first.
  /// - Throws: ``ClusteringError`` if there are fewer than three images, or they are all the same; what `progress` throws.
  public func curve(
    _ features: some FeatureRows, threads: Int = Runtime.threadCount,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> [Point] {
    try curve(features, threads: threads, progress) { sample, clusters, progress in
      var clustering = KMeans(clusterCount: clusters)
      clustering.seed = seed
      return try clustering.fit(sample, threads: threads, progress: progress)
    }
  }

  /// Groups rows by k-means, into a number of groups that is given or else the best of the curve.
  ///
  /// - Parameters:
  ///   - features: The features `[N, D]`.
  ///   - clusters: The number of groups; nil to choose it.
  ///   - clustering: How they are found; its number of groups is not looked at.
  ///   - threads: The number of threads.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Returns: The groups, and the curve if the number was chosen.
  /// - Throws: ``ClusteringError`` if there are not as many different images; what `progress` throws.
  public func groups(
    _ features: some FeatureRows, clusters: Int?, by clustering: KMeans, threads: Int = Runtime.threadCount,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> (result: KMeansResult, curve: [Point]?) {
    let curve = clusters == nil ? try curve(features, threads: threads, progress: progress) : nil
    var clustering = clustering
    clustering.clusterCount = clusters ?? curve.flatMap { Self.best($0)?.clusters } ?? 2
    return (try clustering.fit(features, threads: threads, progress: progress), curve)
  }

  /// The same for the cuts of Ward's hierarchy of all rows.
  package func curve(
    _ features: some FeatureRows, cuts hierarchy: Dendrogram, threads: Int,
    progress: (WorkProgress) throws -> Void
  ) throws -> [Point] {
    var search = self
    search.sampleSize = features.count
    return try search.curve(features, threads: threads, progress) { sample, clusters, _ in
      KMeansResult(sample, labels: hierarchy.cut(into: clusters))
    }
  }

  private func curve(
    _ features: some FeatureRows, threads: Int, _ progress: (WorkProgress) throws -> Void,
    groups: @escaping (SelectedRows, Int, (WorkProgress) throws -> Void) throws -> KMeansResult
  ) throws -> [Point] {
    guard features.count >= 3 else {
      throw ClusteringError(
        .badData,
        "\(NumberText.count(features.count, "image")) cannot fall into groups; give at least 3, or say how many clusters"
      )
    }
    var generator = SplitMix64(seed: seed, stream: 0)
    let sample = SelectedRows(features, generator.choice(min(sampleSize, features.count), of: features.count))
    var points: [Point] = []
    for clusters in candidates where clusters < sample.count {
      func tell(_ part: WorkProgress) throws { try progress(part.within("\(clusters) clusters")) }
      let found: KMeansResult
      do {
        found = try groups(sample, clusters, tell)
      } catch let error as ClusteringError where error.kind == .badData && !points.isEmpty {
        // There are no more different features than clusters so far.
        break
      }
      let silhouette = try Silhouette(sample, labels: found.labels, threads: threads, progress: tell)
      points.append(
        Point(
          clusters: clusters, silhouette: silhouette.mean, meanSquaredDistance: found.inertia / Double(sample.count)))
    }
    return points
  }

  /// The point of the largest silhouette.
  public static func best(_ curve: [Point]) -> Point? {
    curve.reduce(nil) { best, point in best.map { point.silhouette > $0.silhouette ? point : $0 } ?? point }
  }
}
