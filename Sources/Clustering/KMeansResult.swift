/// Groups of rows by their nearest of K centres.
public struct KMeansResult: Sendable, Equatable {
  /// The centre of each group, the mean of its rows: `[K, D]` row-major.
  public let centers: [Float]
  /// The group of each row, `[N]`.
  public let labels: [Int32]
  /// The squared distance of each row from its centre, `[N]`.
  public let distances: [Float]
  /// The sum of these.
  public let inertia: Double
  /// How many iterations it took from the start that counted.
  public let iterations: Int
  /// Whether the centres came to rest before the iterations ended.
  public let isConverged: Bool
  /// The number of rows of each group.
  public let sizes: [Int]

  /// The number of groups K.
  public var clusterCount: Int { sizes.count }

  init(
    centers: [Float], labels: [Int32], distances: [Float], clusterCount: Int, iterations: Int, isConverged: Bool
  ) {
    var sizes = [Int](repeating: 0, count: clusterCount)
    for label in labels { sizes[Int(label)] += 1 }
    self.centers = centers
    self.labels = labels
    self.distances = distances
    inertia = distances.reduce(0) { $0 + Double($1) }
    self.iterations = iterations
    self.isConverged = isConverged
    self.sizes = sizes
  }

  /// The rows of each group, the most central first; among equals the earlier row.
  ///
  /// The first of each is the group's medoid: the row with the least mean squared distance to all rows of the group is the one that is
  /// nearest to their mean.
  public var members: [[Int]] {
    var members = [[Int]](repeating: [], count: clusterCount)
    for (row, label) in labels.enumerated() { members[Int(label)].append(row) }
    return members.map { rows in rows.sorted { (distances[$0], $0) < (distances[$1], $1) } }
  }

  /// The same groups, the largest first; of equal ones that with the earlier row.
  package var largestFirst: KMeansResult {
    var firstRows = [Int](repeating: labels.count, count: clusterCount)
    for (row, label) in labels.enumerated().reversed() { firstRows[Int(label)] = row }
    let order = sizes.indices.sorted { (sizes[$1], firstRows[$0]) < (sizes[$0], firstRows[$1]) }
    var places = [Int32](repeating: 0, count: order.count)
    for (place, group) in order.enumerated() { places[group] = Int32(place) }
    let dimension = centers.count / max(order.count, 1)
    return KMeansResult(
      centers: order.flatMap { centers[($0 * dimension)..<(($0 + 1) * dimension)] },
      labels: labels.map { places[Int($0)] }, distances: distances, clusterCount: order.count, iterations: iterations,
      isConverged: isConverged)
  }
}
