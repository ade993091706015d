import CFeatureKernels
import Clustering
import Formatting
import Runs
import Torch

/// The descriptors of all pictures as they are, and the few numbers of each by which most pairs are told apart at a glance.
///
/// Two descriptors' product is at most the product of their parts along the main directions of all descriptors plus that of the lengths of what
/// is left of them (Cauchy and Schwarz). For nearly all pairs that is less than what is asked for already, so that their other numbers
/// need not be looked at: the result is that of comparing everything with everything.
// Written by the initializer alone.
final class DescriptorTable: @unchecked Sendable {
  /// The number of descriptors.
  let count: Int
  private let rows: UnsafeMutableBufferPointer<Float>
  private let panels: UnsafeMutableBufferPointer<Float>
  /// The main directions, `[64, 15]`.
  private let directions: Tensor

  private static let dimension = DescriptorProjection.dimension
  private static let leading = Int(CFK_LEADING)
  /// How many descriptors are made at a time: whole panels.
  private static let rowsPerBlock = 16 * Int(CFK_PANEL)

  /// A table of `count` descriptors.
  ///
  /// - Parameters:
  ///   - count: How many there are.
  ///   - progress: Told now and then; what it throws stops the work.
  ///   - make: The descriptors of some pictures, `[B, 64]`, of unit length or zero.
  /// - Throws: `TorchError` or `MemoryError` if there is no memory; what `progress` and `make` throw.
  init(
    count: Int, progress: (WorkProgress) throws -> Void, make: (_ rows: Range<Int>) throws -> Tensor
  ) throws {
    self.count = count
    let panelCount = (count + Int(CFK_PANEL) - 1) / Int(CFK_PANEL)
    let panelSize = panelCount * Int(CFK_PANEL) * Self.leading
    try AvailableMemory.require(4 * (count * Self.dimension + panelSize), for: "the descriptors of \(count) images")
    rows = .allocate(capacity: count * Self.dimension)
    panels = .allocate(capacity: panelSize)
    directions = try Tensor.empty([Self.dimension, Self.leading - 1])
    let blocks = stride(from: 0, to: count, by: Self.rowsPerBlock).map { $0..<min($0 + Self.rowsPerBlock, count) }
    let products = try Tensor.zeros([Self.dimension, Self.dimension], dtype: .float64)
    for block in blocks {
      let descriptors = try make(block)
      try descriptors.copyBytes(to: UnsafeMutableRawBufferPointer(values(block)))
      let double = try descriptors.to(.float64)
      try products.addMatrixProductInPlace(double.transpose(), double)
      try progress(WorkProgress("descriptors", done: block.upperBound, of: count))
    }
    let vectors = try products.symmetricEigen().vectors
    try directions.copy(
      from: vectors.narrow(1, start: Self.dimension - (Self.leading - 1), length: Self.leading - 1).to(.float32))
    for block in blocks {
      let numbers = try lead(Tensor.from(Array(values(block)), shape: [block.count, Self.dimension]), values(block))
      let start = block.lowerBound * Self.leading
      cfk_fill_panels(numbers, block.count, UnsafeMutableBufferPointer(rebasing: panels[start...]).baseAddress)
    }
  }

  deinit {
    rows.deallocate()
    panels.deallocate()
  }

  /// The leading numbers of descriptors.
  private func lead(_ descriptors: Tensor, _ values: UnsafeMutableBufferPointer<Float>) throws -> [Float] {
    let coordinates = try descriptors.matmul(directions).floats()
    return [Float](unsafeUninitializedCapacity: descriptors.size(0) * Self.leading) { numbers, count in
      cfk_lead(coordinates, values.baseAddress, descriptors.size(0), Self.dimension, numbers.baseAddress)
      count = descriptors.size(0) * Self.leading
    }
  }

  /// Descriptors that are compared with those of the table.
  struct Queries {
    fileprivate let rows: [Float]
    fileprivate let leading: [Float]
    fileprivate var count: Int { leading.count / DescriptorTable.leading }
  }

  /// Prepares descriptors `[B, 64]` for comparing.
  func queries(_ descriptors: Tensor) throws -> Queries {
    var rows = try descriptors.floats()
    let leading = try rows.withUnsafeMutableBufferPointer { try lead(descriptors, $0) }
    return Queries(rows: rows, leading: leading)
  }

  /// Calls `body` with the pairs of queries and descriptors whose product is greater than `bound`.
  ///
  /// - Parameters:
  ///   - lines: Which of the queries.
  ///   - queries: All of them.
  ///   - columns: Which of the table's descriptors; the first a multiple of 16.
  ///   - bound: The bound.
  ///   - body: Given the number of the query, that of the descriptor, and their product.
  func forEachPair(
    _ lines: Range<Int>, of queries: Queries, _ columns: Range<Int>, above bound: Float,
    _ body: (_ query: Int, _ column: Int, _ product: Float) -> Void
  ) {
    precondition(columns.lowerBound % Int(CFK_PANEL) == 0, "columns begin with a panel")
    // Room for all; what is not written costs nothing.
    let room = UnsafeMutableBufferPointer<cfk_pair>.allocate(capacity: lines.count * columns.count)
    defer { room.deallocate() }
    let found = queries.rows.withUnsafeBufferPointer { rows in
      queries.leading.withUnsafeBufferPointer { leading in
        cfk_pairs_above(
          UnsafeBufferPointer(rebasing: leading[(lines.lowerBound * Self.leading)...]).baseAddress,
          UnsafeBufferPointer(rebasing: rows[(lines.lowerBound * Self.dimension)...]).baseAddress, lines.count,
          UnsafeMutableBufferPointer(rebasing: panels[(columns.lowerBound * Self.leading)...]).baseAddress,
          values(columns).baseAddress, columns.count, Self.dimension, bound, room.baseAddress)
      }
    }
    for pair in room[..<found] {
      body(lines.lowerBound + Int(pair.row), columns.lowerBound + Int(pair.column), pair.product)
    }
  }

  /// The product of a descriptor with each query.
  func products(_ row: Int, with queries: Tensor) throws -> [Float] {
    try queries.matmul(Tensor.from(Array(values(row..<(row + 1))), shape: [Self.dimension, 1])).floats()
  }

  private func values(_ range: Range<Int>) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(
      rebasing: rows[(range.lowerBound * Self.dimension)..<(range.upperBound * Self.dimension)])
  }
}
