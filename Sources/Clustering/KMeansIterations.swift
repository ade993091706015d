import CFeatureKernels
import Formatting
import Torch

/// Lloyd's iterations: rows go to their nearest centre, centres to the mean of their rows, until nothing changes.
struct KMeansIterations<Features: FeatureRows> {
  private let settings: KMeans
  private let features: Features
  private let blocks: RowBlocks
  private let dimension: Int
  private let groups: Int

  init(_ settings: KMeans, _ features: Features, in blocks: RowBlocks) {
    self.settings = settings
    self.features = features
    self.blocks = blocks
    dimension = features.dimension
    groups = settings.clusterCount
  }

  func run(from start: [Float], _ progress: (WorkProgress) throws -> Void) throws -> KMeansResult {
    let moments = try FeatureMoments(features, in: blocks)
    let leastShift = settings.tolerance * moments.variance / Double(dimension)
    var centers = start
    var labels = [Int32](repeating: -1, count: features.count)
    var (iterations, isConverged, isAtRest) = (0, false, false)
    while iterations < settings.largestIterationCount, !isConverged {
      let before = labels
      let sums = try assign(centers, &labels, sumsRows: true)
      iterations += 1
      let next = try means(sums, labels, centers)
      var shift = 0.0
      for (old, new) in zip(centers, next) { shift += Double(new - old) * Double(new - old) }
      centers = next
      isAtRest = labels == before
      isConverged = isAtRest || shift <= leastShift
      try progress(
        WorkProgress("k-means iteration \(iterations)", detail: "shift \(NumberText.plain(shift, digits: 3))"))
    }
    // The labels are those of the centres before, unless nothing has changed.
    if !isAtRest { _ = try assign(centers, &labels, sumsRows: false) }
    return KMeansResult(
      centers: centers, labels: labels, distances: try distances(labels, centers), clusterCount: groups,
      iterations: iterations, isConverged: isConverged)
  }

  /// Finds the nearest centre of each row, and the sum of the rows of each, `[K, D]`.
  private func assign(_ centers: [Float], _ labels: inout [Int32], sumsRows: Bool) throws -> [Double] {
    let (dimension, groups, features) = (dimension, groups, features)
    let halves = (0..<groups).map { group in
      Float(centers[(group * dimension)..<((group + 1) * dimension)].reduce(0.0) { $0 + Double($1) * Double($1) } / 2)
    }
    // Each thread has a tensor of its own: they are not to be shared.
    func table() throws -> Tensor {
      try withoutGradients { try Tensor.from(centers, shape: [groups, dimension]).transpose() }
    }
    var sums = [Double](repeating: 0, count: sumsRows ? groups * dimension : 0)
    var found = labels
    try blocks.forEach(features.count, rowsPerBlock: RowBlocks.rowsPerBlock(columns: max(groups, dimension))) { rows in
      try features.withRows(rows) { values in
        let block = try Tensor.copying(
          UnsafeRawBufferPointer(values), shape: [rows.count, dimension], dtype: .float32)
        let products = try withoutGradients { try block.matmul(table()).floats() }
        var labels = [Int32](repeating: 0, count: rows.count)
        cfk_assign(products, halves, rows.count, groups, &labels)
        var sums = [Double](repeating: 0, count: sumsRows ? groups * dimension : 0)
        if sumsRows { cfk_add_to_groups(values.baseAddress, labels, rows.count, dimension, &sums) }
        return (labels, sums)
      }
    } combine: { rows, part in
      found.replaceSubrange(rows, with: part.0)
      for place in part.1.indices { sums[place] += part.1[place] }
    }
    labels = found
    return sums
  }

  /// The mean of the rows of each group; a group without rows gets the row that is farthest from its centre.
  private func means(_ sums: [Double], _ labels: [Int32], _ centers: [Float]) throws -> [Float] {
    var sums = sums
    var counts = [Int](repeating: 0, count: groups)
    for label in labels { counts[Int(label)] += 1 }
    let empty = counts.indices.filter { counts[$0] == 0 }
    if !empty.isEmpty {
      let distances = try distances(labels, centers)
      let farthest = distances.indices.sorted { (distances[$1], $0) < (distances[$0], $1) }.prefix(empty.count)
      for (group, row) in zip(empty, farthest) where distances[row] > 0 {
        let old = Int(labels[row])
        features.withRows(row..<(row + 1)) { values in
          for place in 0..<dimension {
            sums[old * dimension + place] -= Double(values[place])
            sums[group * dimension + place] = Double(values[place])
          }
        }
        counts[old] -= 1
        counts[group] = 1
      }
    }
    return centers.indices.map { place in
      let count = counts[place / dimension]
      return count > 0 ? Float(sums[place] / Double(count)) : centers[place]
    }
  }

  /// The squared distance of each row from its centre.
  private func distances(_ labels: [Int32], _ centers: [Float]) throws -> [Float] {
    let (dimension, features) = (dimension, features)
    var distances = [Float](repeating: 0, count: labels.count)
    try blocks.forEach(labels.count, rowsPerBlock: 8192) { rows in
      var part = [Float](repeating: 0, count: rows.count)
      let own = Array(labels[rows])
      features.withRows(rows) {
        cfk_own_distances($0.baseAddress, own, rows.count, dimension, centers, &part)
      }
      return part
    } combine: { rows, part in
      distances.replaceSubrange(rows, with: part)
    }
    return distances
  }
}
