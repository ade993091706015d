import CFeatureKernels
import Formatting
import Foundation
import Randomness

/// k-means++ with several candidates for each centre, of which the one that leaves the least sum of squared distances is taken.
struct KMeansSeeding<Features: FeatureRows> {
  private let features: Features
  private let blocks: RowBlocks
  private var generator: SplitMix64
  /// The squared distance of each row from its nearest centre so far.
  private var distances: [Float]

  init(_ features: Features, generator: SplitMix64, in blocks: RowBlocks) {
    self.features = features
    self.blocks = blocks
    self.generator = generator
    distances = [Float](repeating: .infinity, count: features.count)
  }

  /// `count` rows to start from, `[count, D]` row-major.
  ///
  /// - Throws: ``ClusteringError`` if there are not as many different rows; what `progress` throws.
  mutating func centers(_ count: Int, progress: (WorkProgress) throws -> Void) throws -> [Float] {
    // scikit-learn's number of candidates.
    let candidateCount = 2 + Int(log(Double(count)))
    var centers = row(Int(generator.next(below: UInt64(features.count))))
    try approach(centers)
    for number in 1..<max(count, 1) {
      try progress(WorkProgress("starts", done: number, of: count))
      let total = distances.reduce(0) { $0 + Double($1) }
      guard total > FeatureMoments.leastVariance * Double(features.count) else { throw tooFewDifferentRows(number) }
      let candidates = draw(candidateCount, total: total).map { row($0) }
      let sums = try sums(candidates)
      let best = sums.indices.min { sums[$0] < sums[$1] } ?? 0
      centers += candidates[best]
      try approach(candidates[best])
    }
    return centers
  }

  private func tooFewDifferentRows(_ number: Int) -> ClusteringError {
    let images = NumberText.count(features.count, "image")
    return ClusteringError(
      .badData,
      number == 1
        ? "the features of all \(images) are the same, so that there are no groups; was the training sound?"
        : "the \(images) have only \(number) different features; ask for at most \(number) clusters")
  }

  private func row(_ number: Int) -> [Float] { features.withRows(number..<(number + 1)) { Array($0) } }

  /// Draws rows, each with a probability in proportion to its squared distance; in ascending order.
  private mutating func draw(_ count: Int, total: Double) -> [Int] {
    let places = (0..<count).map { _ in generator.uniform() * total }.sorted()
    var rows: [Int] = []
    var (sum, last) = (0.0, 0)
    for (row, distance) in distances.enumerated() where distance > 0 {
      sum += Double(distance)
      last = row
      while rows.count < count, places[rows.count] < sum { rows.append(row) }
      if rows.count == count { break }
    }
    // Rounding may leave the last place beyond the sum.
    while rows.count < count { rows.append(last) }
    return rows
  }

  /// What the sum of squared distances would be with each of some rows as the next centre.
  private func sums(_ candidates: [[Float]]) throws -> [Double] {
    let dimension = features.dimension
    var sums = [Double](repeating: 0, count: candidates.count)
    try blocks.forEach(features.count, rowsPerBlock: 2048) { [features, distances] rows in
      features.withRows(rows) { values in
        distances.withUnsafeBufferPointer { limits in
          candidates.map {
            cfk_lessened_sum(
              values.baseAddress, rows.count, dimension, $0, limits.baseAddress.map { $0 + rows.lowerBound })
          }
        }
      }
    } combine: { _, part in
      for (candidate, sum) in part.enumerated() { sums[candidate] += sum }
    }
    return sums
  }

  /// Lets a row be a centre.
  private mutating func approach(_ center: [Float]) throws {
    let dimension = features.dimension
    var next = distances
    try blocks.forEach(features.count, rowsPerBlock: 8192) { [features, distances] rows in
      var part = Array(distances[rows])
      features.withRows(rows) { cfk_lessen_distances($0.baseAddress, rows.count, dimension, center, &part) }
      return part
    } combine: { rows, part in
      next.replaceSubrange(rows, with: part)
    }
    distances = next
  }
}
