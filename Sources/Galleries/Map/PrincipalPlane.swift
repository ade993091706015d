import Clustering
import Formatting
import Torch

/// The plane in which features vary most, found a block of rows at a time.
struct PrincipalPlane {
  /// Each row in the coordinates of the first two principal axes.
  let places: [SIMD2<Float>]

  private static let rowsPerBlock = 4096

  /// Projects the rows of `features`.
  ///
  /// The sign of each axis is such that its largest component is positive.
  ///
  /// - Parameters:
  ///   - features: The features `[N, D]`.
  ///   - threads: The number of threads.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Throws: `TorchError` when memory is short; what `progress` throws.
  init(_ features: some FeatureRows, threads: Int, progress: (WorkProgress) throws -> Void = { _ in }) throws {
    let (count, dimension) = (features.count, features.dimension)
    let blocks = try RowBlocks(threads: threads)
    let mean = try FeatureMoments(features, in: blocks).mean
    places = try withoutGradients {
      let center = try Tensor.from(mean, shape: [1, dimension])
      func centred(_ start: Int) throws -> Tensor {
        let rows = start..<min(start + Self.rowsPerBlock, count)
        return try features.tensor(rows) - center
      }
      let starts = Array(stride(from: 0, to: count, by: Self.rowsPerBlock))
      let gram = try Tensor.zeros([dimension, dimension], dtype: .float64)
      for (number, start) in starts.enumerated() {
        let block = try centred(start).to(.float64)
        try gram.addMatrixProductInPlace(block.transpose(), block, alpha: 1 / Double(count))
        try progress(WorkProgress("axes", done: number + 1, of: starts.count))
      }
      let kept = min(2, dimension)
      // Eigenvalues come in ascending order.
      let axes = try gram.symmetricEigen().1.narrow(1, start: dimension - kept, length: kept).flip(1).contiguous()
      let components = try axes.doubles()
      let signs = (0..<kept).map { axis -> Double in
        let column = stride(from: axis, to: components.count, by: kept).map { components[$0] }
        return (column.max { abs($0) < abs($1) } ?? 1) < 0 ? -1 : 1
      }
      let directions = try (axes * Tensor.from(signs, shape: [1, kept])).to(.float32)
      return try starts.flatMap { start -> [SIMD2<Float>] in
        let values = try centred(start).matmul(directions).floats()
        return stride(from: 0, to: values.count, by: kept).map { SIMD2(values[$0], kept > 1 ? values[$0 + 1] : 0) }
      }
    }
  }
}
