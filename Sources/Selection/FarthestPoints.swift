import CFeatureKernels
import Clustering
import Formatting
import Torch

/// A choice of rows that leaves no row far from a chosen one: each is the row that is farthest from those before it.
///
/// The greedy answer to the k-centre problem, never worse than twice the best covering radius (Gonzalez, "Clustering to minimize the maximum
/// intercluster distance", 1985). Distances only shrink as rows are chosen, so that a row is compared with new ones only when it could be
/// the farthest: exactly the same rows, without a pass over all of them for each.
public struct FarthestPoints: Sendable, Equatable {
  /// The chosen rows, in order.
  public let rows: [Int]
  /// The Euclidean distance of each from those before it when it was chosen; nil for the first of all.
  public let distances: [Float?]
  /// The largest distance of any row from the nearest chosen one, or one to start from.
  public let coveringRadius: Float
  /// The largest distance before anything was chosen; nil without rows to start from.
  public let radiusBefore: Float?

  /// Chooses rows.
  ///
  /// - Parameters:
  ///   - features: The features `[N, D]`.
  ///   - count: How many.
  ///   - start: Rows that are there already, such as those of labelled images; without any the medoid of all rows is chosen first.
  ///   - threads: The number of threads.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Throws: `ClusteringError` if there are not as many rows to choose from; what `progress` throws.
  public init(
    _ features: some FeatureRows, count: Int, startingFrom start: [Int] = [], threads: Int = Runtime.threadCount,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    let taken = Set(start)
    guard count >= 1, count <= features.count - taken.count else {
      throw ClusteringError(
        .usage, "\(count) images cannot be chosen of \(features.count - taken.count); ask for 1 to that many")
    }
    let blocks = try RowBlocks(threads: threads)
    let first = try start.isEmpty ? [FeatureMoments(features, in: blocks).medoid(of: features, in: blocks)] : start
    let firstDistances = try Self.distances(features, from: first, in: blocks, progress)
    var queue = FarthestQueue(firstDistances, leavingOut: start.isEmpty ? Set(first) : taken)
    var chosen: [Int] = start.isEmpty ? first : []
    var found: [Float?] = start.isEmpty ? [nil] : []
    var points: [Float] = []
    let dimension = features.dimension
    /// Makes the first of the queue the row that is farthest from all chosen ones.
    func settle() throws {
      var steps = 0
      while let row = queue.first, queue.seen(row) * dimension < points.count {
        let from = queue.seen(row)
        let distance = points.withUnsafeBufferPointer { points in
          features.withRows(row..<(row + 1)) {
            cfk_least_distance(
              $0.baseAddress, points.baseAddress.map { $0 + from * dimension }, points.count / dimension - from,
              dimension, queue.distance(row))
          }
        }
        queue.lessenFirst(to: distance, seen: points.count / dimension)
        steps += 1
        if steps.isMultiple(of: 4096) { try progress(WorkProgress("choosing", done: chosen.count, of: count)) }
      }
    }
    radiusBefore = start.isEmpty ? nil : queue.first.map { queue.distance($0).squareRoot() }
    while chosen.count < count {
      try settle()
      guard let row = queue.first else { break }
      found.append(queue.distance(row).squareRoot())
      chosen.append(row)
      queue.removeFirst()
      features.withRows(row..<(row + 1)) { points += $0 }
      try progress(WorkProgress("choosing", done: chosen.count, of: count))
    }
    try settle()
    rows = chosen
    distances = found
    coveringRadius = queue.first.map { queue.distance($0).squareRoot() } ?? 0
  }

  /// The squared distance of each row from the nearest of some rows.
  private static func distances(
    _ features: some FeatureRows, from start: [Int], in blocks: RowBlocks, _ progress: (WorkProgress) throws -> Void
  ) throws -> [Float] {
    let dimension = features.dimension
    var points: [Float] = []
    for row in start { features.withRows(row..<(row + 1)) { points += $0 } }
    let given = points
    var distances = [Float](repeating: 0, count: features.count)
    try blocks.forEach(features.count, rowsPerBlock: 2048) { rows in
      features.withRows(rows) { values in
        given.withUnsafeBufferPointer { given in
          (0..<rows.count).map { row in
            cfk_least_distance(
              values.baseAddress.map { $0 + row * dimension }, given.baseAddress, start.count, dimension, .infinity)
          }
        }
      }
    } combine: { rows, part in
      distances.replaceSubrange(rows, with: part)
      try progress(WorkProgress("distances", done: rows.upperBound, of: features.count))
    }
    return distances
  }
}
