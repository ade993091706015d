import CFeatureKernels
import Formatting

extension KMeansResult {
  /// Ward's hierarchy of the groups, each with the weight of its rows.
  ///
  /// - Throws: ``ClusteringError`` for fewer than two groups.
  public func hierarchy() throws -> Dendrogram {
    let rows = SelectedRows(values: centers, dimension: centers.count / max(clusterCount, 1))
    return try WardLinkage.hierarchy(of: rows, weights: sizes.map { max($0, 1) })
  }

  /// The groups that given labels make, the largest first: their means, and the distances of their rows from these.
  ///
  /// - Parameters:
  ///   - features: The features `[N, D]`.
  ///   - labels: The group of each row, from 0 up, without gaps.
  package init(_ features: some FeatureRows, labels: [Int32]) {
    let (count, dimension, groups) = (features.count, features.dimension, Int(labels.max() ?? 0) + 1)
    var sizes = [Int](repeating: 0, count: groups)
    for label in labels { sizes[Int(label)] += 1 }
    var sums = [Double](repeating: 0, count: groups * dimension)
    var distances = [Float](repeating: 0, count: count)
    let centers = features.withRows(0..<count) { rows in
      cfk_add_to_groups(rows.baseAddress, labels, count, dimension, &sums)
      let centers = sums.enumerated().map { Float($1 / Double(max(sizes[$0 / dimension], 1))) }
      cfk_own_distances(rows.baseAddress, labels, count, dimension, centers, &distances)
      return centers
    }
    self =
      KMeansResult(
        centers: centers, labels: labels, distances: distances, clusterCount: groups, iterations: 0, isConverged: true
      ).largestFirst
  }
}
