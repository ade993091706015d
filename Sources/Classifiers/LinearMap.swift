import Torch

/// Scores of classes as a linear map of features x, in single precision: W·((x − mean)·scale) + b.
struct LinearMap {
  /// What is taken away from features, `[D]`.
  let mean: Tensor
  /// What they are multiplied by then, `[D]`.
  let scale: Tensor
  /// W, `[classes, D]`.
  let weight: Tensor
  /// b, `[classes]`.
  let bias: Tensor

  /// The number of classes.
  var classCount: Int { weight.size(0) }
  /// The number of features D.
  var dimension: Int { weight.size(1) }

  /// The scores `[N, classes]` of features `[N, D]`.
  func callAsFunction(_ features: Tensor) throws -> Tensor {
    try withoutGradients {
      try ((features.to(.cpu).to(.float32) - mean) * scale).linear(weight: weight, bias: bias)
    }
  }
}
