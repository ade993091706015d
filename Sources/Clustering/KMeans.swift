import CFeatureKernels
import Formatting
import Randomness
import Torch

/// k-means: groups of rows around K centres, so that the sum of squared distances to the own centre is small.
///
/// Lloyd's iterations (1982) from starts by k-means++ with several candidates for each centre (Arthur and Vassilvitskii, "k-means++: the
/// advantages of careful seeding", 2007), of which the best result counts. Stopping and what becomes of an empty group are scikit-learn's.
/// Of many rows the starts are tried on a sample, and the best is carried on with all of them. The result is a function of the features and
/// the seed, whatever the number of threads.
public struct KMeans: Sendable {
  /// The number of groups K.
  public var clusterCount: Int
  /// How many starts are tried.
  public var restarts = 5
  /// The seed of the starts.
  public var seed: UInt64 = 0
  /// The most iterations from one start.
  public var largestIterationCount = 300
  /// Centres that have moved by less, as a share of the mean variance of a feature (squared, over all centres), are at rest.
  public var tolerance = 1e-4
  /// Starts are tried on at most so many rows, or 64 for each group if that is more.
  public var largestSample = 32_768

  /// k-means with `clusterCount` groups.
  public init(clusterCount: Int) { self.clusterCount = clusterCount }

  /// Groups the rows of `features`, the largest group first.
  ///
  /// - Parameters:
  ///   - features: The features `[N, D]`.
  ///   - threads: The number of threads.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Returns: The groups of the best start.
  /// - Throws: ``ClusteringError`` if there are fewer rows than groups, or fewer different ones; what `progress` throws.
  public func fit(
    _ features: some FeatureRows, threads: Int = Runtime.threadCount,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> KMeansResult {
    try fit(features, in: RowBlocks(threads: threads), progress: progress)
  }

  package func fit(
    _ features: some FeatureRows, in blocks: RowBlocks, progress: (WorkProgress) throws -> Void
  ) throws -> KMeansResult {
    try requireRows(features.count)
    let sampleCount = max(largestSample, 64 * clusterCount)
    guard features.count > sampleCount else { return try best(features, in: blocks, progress).largestFirst }
    var generator = SplitMix64(seed: seed, stream: .max)
    let sample = SelectedRows(features, generator.choice(sampleCount, of: features.count))
    let start = try best(sample, in: blocks, progress)
    let iterations = KMeansIterations(self, features, in: blocks)
    return try iterations.run(from: start.centers) { try progress($0.within("all images")) }.largestFirst
  }

  /// Groups the rows of `features` by Lloyd's iterations from given centres; groups keep the order of the centres.
  ///
  /// - Parameters:
  ///   - features: The features `[N, D]`.
  ///   - centers: Where to start, `[K, D]` row-major.
  ///   - threads: The number of threads.
  ///   - progress: Told after each iteration; what it throws stops the work.
  /// - Returns: The groups, in the order of the centres.
  /// - Throws: ``ClusteringError`` if the centres do not fit; what `progress` throws.
  public func fit(
    _ features: some FeatureRows, from centers: [Float], threads: Int = Runtime.threadCount,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> KMeansResult {
    try requireRows(features.count)
    guard centers.count == clusterCount * features.dimension else {
      throw ClusteringError(
        .usage, "\(centers.count) numbers are not \(clusterCount) centres of \(features.dimension) features each")
    }
    return try KMeansIterations(self, features, in: RowBlocks(threads: threads)).run(from: centers, progress)
  }

  private func requireRows(_ count: Int) throws {
    guard clusterCount >= 1 else {
      throw ClusteringError(.usage, "\(clusterCount) clusters cannot be made; ask for at least 1")
    }
    guard clusterCount <= count else {
      throw ClusteringError(
        .usage,
        "\(clusterCount) clusters cannot be made of \(NumberText.count(count, "image")); ask for at most as many")
    }
  }

  private func best(
    _ features: some FeatureRows, in blocks: RowBlocks, _ progress: (WorkProgress) throws -> Void
  ) throws -> KMeansResult {
    let iterations = KMeansIterations(self, features, in: blocks)
    var best: KMeansResult?
    for start in 0..<max(restarts, 1) {
      func tell(_ progressOfStart: WorkProgress) throws {
        try progress(progressOfStart.within("start \(start + 1) of \(max(restarts, 1))"))
      }
      var seeding = KMeansSeeding(features, generator: SplitMix64(seed: seed, stream: UInt64(start)), in: blocks)
      let result = try iterations.run(from: seeding.centers(clusterCount, progress: tell), tell)
      if best.map({ result.inertia < $0.inertia }) ?? true { best = result }
    }
    guard let best else { preconditionFailure("at least one start is tried") }
    return best
  }
}

extension SplitMix64 {
  /// `count` different numbers below `bound`, ascending: each set is as likely as another (Vitter's method S).
  package mutating func choice(_ count: Int, of bound: Int) -> [Int] {
    var chosen: [Int] = []
    chosen.reserveCapacity(count)
    for number in 0..<bound where Int(next(below: UInt64(bound - number))) < count - chosen.count {
      chosen.append(number)
    }
    return chosen
  }
}
