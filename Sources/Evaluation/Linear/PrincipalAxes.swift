import Torch

/// The principal axes of standardized features, along which a fit by gradients can take steps of the right length.
///
/// Features of a network are strongly correlated, which makes minimization slow. A rotation changes neither the objective
/// of logistic regression nor its optimum, because the penalty ‖W‖² does not depend on the axes; but along the principal
/// axes the curvature is known in advance.
struct PrincipalAxes {
  /// The axes as columns, `[D, D]` float64; nil for the axes that the features have.
  private let rotation: Tensor?
  /// The mean square along each axis, `[1, D]` float64.
  let meanSquares: Tensor

  /// From here on the decomposition takes longer than it saves.
  private static let largestDimension = 4096

  /// The axes of features `[N, D]` of mean 0.
  ///
  /// `progress` is called after each block of rows; what it throws stops the work.
  init(_ features: Tensor, progress: () throws -> Void = {}) throws {
    let dimension = features.size(1)
    guard dimension <= Self.largestDimension else {
      rotation = nil
      meanSquares = try Tensor.ones([1, dimension], dtype: .float64)
      return
    }
    let gram = try Tensor.zeros([dimension, dimension], dtype: features.dtype)
    try features.forEachBlock { block, _ in
      try gram.addMatrixProductInPlace(block.transpose(), block, alpha: 1 / Double(features.size(0)))
      try progress()
    }
    let (values, vectors) = try gram.to(.float64).symmetricEigen()
    rotation = vectors
    meanSquares = try values.clamp(minimum: 0).reshape([1, dimension])
  }

  /// Features `[M, D]` in the coordinates of the axes.
  func callAsFunction(_ features: Tensor) throws -> Tensor {
    guard let rotation else { return features }
    return try features.matmul(rotation.to(features.dtype))
  }

  /// Weights `[classes, D]` for features along the axes as weights for the features themselves.
  func turnedBack(_ weight: Tensor) throws -> Tensor {
    guard let rotation else { return weight }
    return try weight.matmul(rotation.to(weight.dtype).transpose())
  }
}
