import CFeatureKernels
import Formatting
import Torch

/// How much nearer rows are to their own group than to the next one (Rousseeuw, "Silhouettes", 1987).
///
/// With the mean Euclidean distance a to the other rows of its group, and the least mean distance b to the rows of another, a row has the
/// value (b − a) / max(a, b), from −1 to 1; a row alone in its group has 0.
public struct Silhouette: Sendable {
  /// The value of each row, `[N]`.
  public let values: [Double]
  /// The mean of all values.
  public let mean: Double

  /// The silhouette of groups of rows; the work grows with the square of their number.
  ///
  /// - Parameters:
  ///   - features: The features `[N, D]`.
  ///   - labels: The group of each row, from 0 up.
  ///   - threads: The number of threads.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Throws: ``ClusteringError`` unless there are at least two groups and a label for each row; what `progress` throws.
  public init(
    _ features: some FeatureRows, labels: [Int32], threads: Int = Runtime.threadCount,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    try self.init(features, labels: labels, in: RowBlocks(threads: threads), progress: progress)
  }

  init(
    _ features: some FeatureRows, labels: [Int32], in blocks: RowBlocks, progress: (WorkProgress) throws -> Void
  ) throws {
    let (count, dimension) = (features.count, features.dimension)
    guard labels.count == count, labels.allSatisfy({ $0 >= 0 }) else {
      throw ClusteringError(
        .usage, "\(labels.count) labels do not fit \(count) rows; give each the number of its group")
    }
    let groups = Int(labels.max() ?? 0) + 1
    var sizes = [Int](repeating: 0, count: groups)
    for label in labels { sizes[Int(label)] += 1 }
    guard sizes.count(where: { $0 > 0 }) >= 2 else {
      throw ClusteringError(.usage, "a silhouette compares groups, and there is one alone; make at least two")
    }
    let halves = (0..<count).map { row in
      features.withRows(row..<(row + 1)) { Float(cfk_square_sum($0.baseAddress, 1, dimension) / 2) }
    }
    let step = RowBlocks.rowsPerBlock(columns: 8192)
    var values = [Double](repeating: 0, count: count)
    try blocks.forEach(count, rowsPerBlock: step) { rows in
      try Self.values(of: rows, features, halves: halves, labels: labels, sizes: sizes)
    } combine: { rows, part in
      values.replaceSubrange(rows, with: part)
      try progress(WorkProgress("silhouette", done: rows.upperBound, of: count))
    }
    self.values = values
    mean = values.reduce(0, +) / Double(count)
  }

  private static func values(
    of rows: Range<Int>, _ features: some FeatureRows, halves: [Float], labels: [Int32], sizes: [Int]
  ) throws -> [Double] {
    let (dimension, groups) = (features.dimension, sizes.count)
    var sums = [Double](repeating: 0, count: rows.count * groups)
    func tensor(_ rows: Range<Int>) throws -> Tensor {
      try features.withRows(rows) {
        try Tensor.copying(UnsafeRawBufferPointer($0), shape: [rows.count, dimension], dtype: .float32)
      }
    }
    let queries = try tensor(rows)
    for start in stride(from: 0, to: labels.count, by: 8192) {
      let columns = start..<min(start + 8192, labels.count)
      var products = try withoutGradients { try queries.matmul(tensor(columns).transpose()).floats() }
      // A row's distance from itself is 0, not what rounding leaves.
      for row in rows where columns.contains(row) {
        products[(row - rows.lowerBound) * columns.count + row - start] = .greatestFiniteMagnitude
      }
      cfk_add_distances(
        products, Array(halves[rows]), Array(halves[columns]), rows.count, columns.count, Array(labels[columns]), &sums,
        groups)
    }
    return rows.map { row in
      let own = Int(labels[row])
      guard sizes[own] > 1 else { return 0 }
      let place = (row - rows.lowerBound) * groups
      let inside = sums[place + own] / Double(sizes[own] - 1)
      let outside = sizes.indices.filter { $0 != own && sizes[$0] > 0 }.map { sums[place + $0] / Double(sizes[$0]) }
      let next = outside.min() ?? inside
      let longer = max(inside, next)
      return longer > 0 ? (next - inside) / longer : 0
    }
  }
}
