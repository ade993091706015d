import CFeatureKernels

/// The mean of features and how far they are from it.
package struct FeatureMoments {
  /// The mean of each feature `[D]`.
  package let mean: [Float]
  /// The mean squared distance of a row from the mean: the sum of the variances of all features.
  package let variance: Double

  /// Below this mean squared distance, features of about unit length differ by rounding alone.
  package static let leastVariance = 1e-12

  /// The moments of all rows, summed in double precision.
  package init(_ features: some FeatureRows, in blocks: RowBlocks) throws {
    let (count, dimension) = (features.count, features.dimension)
    var sums = [Double](repeating: 0, count: dimension)
    try blocks.forEach(count, rowsPerBlock: 8192) { rows in
      var sums = [Double](repeating: 0, count: dimension)
      let zeros = [Int32](repeating: 0, count: rows.count)
      features.withRows(rows) { cfk_add_to_groups($0.baseAddress, zeros, rows.count, dimension, &sums) }
      return sums
    } combine: { _, part in
      for (place, sum) in part.enumerated() { sums[place] += sum }
    }
    let mean = sums.map { Float($0 / Double(count)) }
    // About the mean: the difference of two sums of squares would be rounding where features hardly differ.
    var squares = 0.0
    try blocks.forEach(count, rowsPerBlock: 8192) { rows in
      let far = [Float](repeating: .infinity, count: rows.count)
      return features.withRows(rows) { cfk_lessened_sum($0.baseAddress, rows.count, dimension, mean, far) }
    } combine: { _, part in
      squares += part
    }
    self.mean = mean
    variance = squares / Double(count)
  }
}

extension FeatureMoments {
  /// The row that is nearest to the mean, which has the least mean squared distance to all rows; among equals the first.
  package func medoid(of features: some FeatureRows, in blocks: RowBlocks) throws -> Int {
    let (mean, dimension) = (mean, features.dimension)
    var (best, least) = (0, Float.infinity)
    try blocks.forEach(features.count, rowsPerBlock: 8192) { rows in
      var distances = [Float](repeating: .infinity, count: rows.count)
      features.withRows(rows) { cfk_lessen_distances($0.baseAddress, rows.count, dimension, mean, &distances) }
      return distances
    } combine: { rows, distances in
      for (place, distance) in distances.enumerated() where distance < least {
        (best, least) = (rows.lowerBound + place, distance)
      }
    }
    return best
  }
}
