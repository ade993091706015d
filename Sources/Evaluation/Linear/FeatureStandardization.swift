import Torch

/// The shift and scale that give each feature of a training set mean 0 and standard deviation 1.
///
/// A feature that is constant in the training set carries nothing that can be learned; it becomes 0 everywhere.
package struct FeatureStandardization {
  /// What is taken away, `[1, D]` float64.
  package let mean: Tensor
  /// What is multiplied by then, `[1, D]` float64.
  package let scale: Tensor

  /// The relative spread under which a feature is rounding of a constant.
  private static let leastRelativeSpread = 1e-6
  /// The spread under which a feature is nothing: its inverse has no place in single precision.
  private static let leastSpread = 1e-30

  /// The statistics of features `[N, D]`, in double precision.
  ///
  /// `progress` is called after each block of rows; what it throws stops the work.
  package init(_ features: Tensor, progress: () throws -> Void = {}) throws {
    let rows = Double(features.size(0))
    let mean = try Tensor.zeros([1, features.size(1)], dtype: .float64)
    try features.forEachBlock { block, _ in
      try mean.addInPlace(block.to(.float64).sum([0], keep: true), alpha: 1 / rows)
      try progress()
    }
    let variance = try Tensor.zeros([1, features.size(1)], dtype: .float64)
    try features.forEachBlock { block, _ in
      try variance.addInPlace((block.to(.float64) - mean).square().sum([0], keep: true), alpha: 1 / rows)
      try progress()
    }
    self.mean = mean
    let scales = zip(try variance.doubles(), try mean.doubles()).map { variance, mean in
      let deviation = variance.squareRoot()
      return deviation > Self.leastRelativeSpread * Swift.abs(mean) && deviation > Self.leastSpread
        ? 1 / deviation : 0
    }
    scale = try Tensor.from(scales, shape: [1, scales.count])
  }

  /// Features `[M, D]` shifted and scaled, in `dtype`.
  func callAsFunction(_ features: Tensor, dtype: DType) throws -> Tensor {
    let result = try Tensor.empty(features.shape, dtype: dtype)
    try features.forEachBlock { block, start in
      try result.narrow(start: start, length: block.size(0)).copy(from: (block.to(.float64) - mean) * scale)
    }
    return result
  }
}

extension Tensor {
  /// Calls `body` with successive blocks of rows of a matrix and the position of their first row.
  ///
  /// A block has up to 2²² elements of the matrix, or `elements` of another matrix of the given width.
  func forEachBlock(
    width: Int? = nil, elements: Int = 1 << 22, _ body: (_ block: Tensor, _ start: Int) throws -> Void
  ) throws {
    let step = max(1, elements / max(width ?? size(1), 1))
    for start in stride(from: 0, to: size(0), by: step) {
      try body(narrow(start: start, length: min(step, size(0) - start)), start)
    }
  }
}
