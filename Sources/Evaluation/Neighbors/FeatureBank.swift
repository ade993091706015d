import Formatting
import Runs
import Torch

/// Features of unit length that queries are compared with by cosine similarity, exactly and in blocks.
///
/// A row of zeros has no direction; its similarity to everything is 0.
public struct FeatureBank {
  /// The features `[N, D]` float32, divided by their lengths if that is kept.
  private let rows: Tensor
  /// Whether `rows` are of unit length; if not, a block of them is divided by its lengths when it is compared.
  private let areDirections: Bool
  /// Where directions come from that nobody has looked at; nil for those that were computed here.
  private let source: String?
  /// How many similarities are computed at once: 32 MB of them.
  private static let similaritiesPerBlock = 1 << 23
  /// More columns at once do not make products quicker; fewer queries at once make them slower.
  private static let bankRowsPerBlock = 1 << 16
  /// How many features are divided by their lengths at once where that is not kept: 32 MB of them.
  private static let featuresPerBlock = 1 << 23
  /// How many features are divided in double precision at once: 16 MB of them.
  private static let elementsPerDivision = 1 << 21
  /// How many features of queries are compared with them at once then: 16 MB of them.
  private static let queryFeaturesPerBlock = 1 << 22

  /// The number of rows.
  public var count: Int { rows.size(0) }

  /// The number of features D.
  public var dimension: Int { rows.size(1) }

  /// A bank of features `[N, D]`, all finite.
  ///
  /// - Parameters:
  ///   - features: The features.
  ///   - keepsDirections: Whether they are divided by their lengths once, into a table of their own. Without one each search divides
  ///     them anew, and the features must not change.
  ///   - progress: Told after each block; what it throws stops the work.
  /// - Throws: `TorchError` if there is no memory for the table; what `progress` throws.
  public init(
    _ features: Tensor, keepsDirections: Bool = true, progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    rows = keepsDirections ? try withoutGradients { try Self.normalized(features, progress) } : features
    areDirections = keepsDirections
    source = nil
  }

  /// A bank of directions `[N, D]` that are there already, such as those of an index, used where they lie.
  ///
  /// - Parameters:
  ///   - directions: Rows of unit length; a search that comes upon other values is an error.
  ///   - source: Where they come from, for errors.
  public init(directions: Tensor, source: String) {
    rows = directions
    areDirections = true
    self.source = source
  }

  /// The `k` most similar rows for each row of `queries` `[M, D]`.
  ///
  /// - Parameters:
  ///   - queries: The features to compare, of the same network.
  ///   - k: The number of neighbours.
  ///   - excludesOwnRows: Whether row n of the bank is no neighbour of query n: the queries are the bank's own features.
  ///   - progress: Told after each block; what it throws stops the work.
  /// - Returns: The rows and similarities of the neighbours, the most similar first.
  /// - Throws: ``EvaluationError`` if `k` is not in 1…N or the dimensions differ.
  public func neighbors(
    of queries: Tensor, k: Int, excludesOwnRows: Bool = false, progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> NearestNeighbors {
    guard k >= 1 else { throw EvaluationError(.usage, "\(k) neighbours cannot vote; give k of at least 1") }
    let candidates = excludesOwnRows ? count - 1 : count
    guard k <= candidates else {
      throw EvaluationError(
        .usage,
        "k is \(k), but there are only \(candidates) labelled images to choose neighbours from; give a smaller k")
    }
    guard queries.dimensionCount == 2, queries.size(1) == dimension else {
      throw EvaluationError(
        .badData,
        "queries of shape \(queries.shape) do not match a bank of \(dimension) features; "
          + "use the same network for both"
      )
    }
    return try withoutGradients {
      let queryCount = queries.size(0)
      let neighborBytes = MemoryLayout<Int32>.size + MemoryLayout<Float>.size
      try AvailableMemory.require(
        neighborBytes * queryCount * k, for: "\(k) neighbours of each of \(queryCount) images")
      var selection = NeighborSelection(queries: queryCount, k: k)
      let bankStep = areDirections ? min(count, Self.bankRowsPerBlock) : min(count, rowsPerBlock)
      let queryStep = max(1, min(Self.similaritiesPerBlock / bankStep, queriesPerBlock))
      let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: min(queryCount, queryStep) * bankStep)
      defer { block.deallocate() }
      for bankStart in stride(from: 0, to: count, by: bankStep) {
        let columns = min(bankStep, count - bankStart)
        let part = try directions(start: bankStart, length: columns).transpose()
        for queryStart in stride(from: 0, to: queryCount, by: queryStep) {
          let rows = min(queryStep, queryCount - queryStart)
          let directions = try Self.normalized(queries.narrow(start: queryStart, length: rows)) { _ in }
          let similarities = try directions.matmul(part)
          let values = UnsafeMutableBufferPointer(rebasing: block[..<(rows * columns)])
          try similarities.copyBytes(to: UnsafeMutableRawBufferPointer(values))
          try requireSimilarities(UnsafeBufferPointer(values), columns: columns, firstRow: bankStart)
          for row in 0..<rows {
            let own = queryStart + row - bankStart
            if excludesOwnRows, 0..<columns ~= own { values[row * columns + own] = -.infinity }
            selection.offer(
              UnsafeBufferPointer(rebasing: values[(row * columns)..<((row + 1) * columns)]), firstRow: bankStart,
              to: queryStart + row)
          }
          let done = bankStart * queryCount + columns * (queryStart + rows)
          try progress(WorkProgress("neighbours", done: done, of: count * queryCount))
        }
      }
      return selection.neighbors
    }
  }

  /// Directions cannot be more similar than 1; similarities `[M, columns]` of others show that their file is damaged.
  private func requireSimilarities(_ values: UnsafeBufferPointer<Float>, columns: Int, firstRow: Int) throws {
    guard let source else { return }
    // A comparison with what is not a number is false.
    let bad = values.reduce(into: Int32(0)) { $0 |= Swift.abs($1) <= Self.mostSimilarity ? 0 : 1 }
    guard bad != 0, let place = values.firstIndex(where: { !(Swift.abs($0) <= Self.mostSimilarity) }) else { return }
    throw EvaluationError(
      .badData,
      "\(source) is damaged: row \(firstRow + place % columns), counted from 0, holds a value that is not a number, or is not "
        + "of unit length; make it again")
  }

  /// How far rounding may carry a similarity, and more.
  private static let mostSimilarity: Float = 1.001

  /// How many rows are divided by their lengths at once.
  private var rowsPerBlock: Int { min(Self.bankRowsPerBlock, max(1, Self.featuresPerBlock / max(dimension, 1))) }

  /// How many queries are compared at once, at most.
  private var queriesPerBlock: Int { areDirections ? .max : Self.queryFeaturesPerBlock / max(dimension, 1) }

  /// Some rows of unit length.
  private func directions(start: Int, length: Int) throws -> Tensor {
    let part = try rows.narrow(start: start, length: length)
    return areDirections ? part : try Self.normalized(part) { _ in }
  }

  /// Each row divided by its length, a block after the other.
  private static func normalized(_ features: Tensor, _ progress: (WorkProgress) throws -> Void) throws -> Tensor {
    try AvailableMemory.require(
      4 * features.elementCount, for: "the directions of \(features.size(0)) × \(features.size(1)) features")
    let result = try Tensor.empty(features.shape)
    let step = max(1, elementsPerDivision / max(features.size(1), 1))
    for start in stride(from: 0, to: features.size(0), by: step) {
      let length = min(step, features.size(0) - start)
      try result.narrow(start: start, length: length).copy(
        from: features.narrow(start: start, length: length).unitRows())
      try progress(WorkProgress("directions", done: start + length, of: features.size(0)))
    }
    return result
  }
}
