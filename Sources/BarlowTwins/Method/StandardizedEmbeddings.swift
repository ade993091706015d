import Torch

/// One branch's embeddings after batch normalization without scale and shift, and the way back for gradients.
///
/// Each feature of `values` `[N, D]` has mean 0 and mean square `v / (v + 1e-5)`, where v is its variance over the
/// batch: 1 unless the feature is nearly constant, 0 if it is constant. That is how complete collapse becomes visible.
struct StandardizedEmbeddings {
  /// The normalized embeddings, `[N, D]`.
  let values: Tensor
  /// One over the regularized standard deviation of each feature, `[D]`.
  private let inverseDeviation: Tensor

  /// What batch normalization adds to a variance.
  static let epsilon = 1e-5

  /// Normalizes embeddings `[N, D]` of float32 or float64.
  init(_ embeddings: Tensor) throws { (values, inverseDeviation) = try embeddings.standardized(epsilon: Self.epsilon) }

  /// How far each feature is from a correlation of 1 with the other view's, 1 − C_ii, `[D]`.
  ///
  /// With mean(ẑ²) = 1 − ε/σ², the correlation is 1 − (mean((â − b̂)²) + ε/σ_a² + ε/σ_b²) / 2. All terms are positive, so
  /// nothing cancels; subtracting C_ii from 1 would leave few digits of features that agree.
  func oneMinusCorrelation(with other: StandardizedEmbeddings) throws -> Tensor {
    let difference = try values.meanSquaredDifference(other.values)
    try difference.addInPlace(inverseDeviation.square(), alpha: Self.epsilon)
    try difference.addInPlace(other.inverseDeviation.square(), alpha: Self.epsilon)
    try difference.multiplyInPlace(0.5)
    return difference
  }

  /// Turns the gradient with respect to `values` into that with respect to the embeddings, in place.
  ///
  /// ∂L/∂z = (g − mean(g) − ẑ·mean(g ⊙ ẑ)) / σ, with means over the batch; exact also with the regularized σ.
  func backward(_ gradient: Tensor) throws -> Tensor {
    try gradient.backwardThroughStandardizationInPlace(values: values, inverseDeviation: inverseDeviation)
    return gradient
  }
}
