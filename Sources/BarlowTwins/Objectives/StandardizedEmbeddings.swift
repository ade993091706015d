import Torch

/// One branch's embeddings after batch normalization without scale and shift, and the way back for gradients.
///
/// Each feature of `values` `[N, D]` has mean 0 and mean square `v / (v + 1e-5)`, where v is its variance over the
/// batch: 1 unless the feature is nearly constant, 0 if it is constant. That is how complete collapse becomes visible.
struct StandardizedEmbeddings {
  /// The normalized embeddings, `[N, D]`.
  let values: Tensor
  /// One over the regularized standard deviation of each feature, `[1, D]`.
  private let inverseDeviation: Tensor

  private static let epsilon = 1e-5

  /// Normalizes embeddings `[N, D]` of float32 or float64.
  init(_ embeddings: Tensor) throws {
    let centred = try embeddings - embeddings.mean([0], keep: true)
    // A mean in single precision is off by a rounding of its size, which matters where the spread is small beside it; the
    // differences themselves are nearly exact, so a second centring removes what the first one left.
    try centred.subtract(centred.mean([0], keep: true))
    let rows = Double(embeddings.size(0))
    let deviation = try centred.norm([0], keep: true)
    inverseDeviation = try (deviation.square() * (1 / rows) + Self.epsilon).rsqrt()
    try centred.multiply(inverseDeviation)
    values = centred
  }

  /// What each feature lacks of a correlation of 1 with the other view's, 1 − C_ii, `[D]`.
  ///
  /// With mean(ẑ²) = 1 − ε/σ², the correlation is 1 − (mean((â − b̂)²) + ε/σ_a² + ε/σ_b²) / 2. All terms are positive, so
  /// nothing cancels; subtracting C_ii from 1 would leave few digits of features that agree.
  func lackOfCorrelation(with other: StandardizedEmbeddings) throws -> Tensor {
    let lack = try (values - other.values).square().mean([0])
    let dimension = [lack.size(0)]
    try lack.add(inverseDeviation.square().reshape(dimension), alpha: Self.epsilon)
    try lack.add(other.inverseDeviation.square().reshape(dimension), alpha: Self.epsilon)
    try lack.multiply(0.5)
    return lack
  }

  /// Turns the gradient with respect to `values` into that with respect to the embeddings, in place.
  ///
  /// ∂L/∂z = (g − mean(g) − ẑ·mean(g ⊙ ẑ)) / σ, with means over the batch; exact also with the regularized σ.
  func backward(_ gradient: Tensor) throws -> Tensor {
    let meanGradient = try gradient.mean([0], keep: true)
    let meanProduct = try (gradient * values).mean([0], keep: true)
    try gradient.subtract(meanGradient)
    try gradient.addProduct(values, meanProduct, value: -1)
    try gradient.multiply(inverseDeviation)
    return gradient
  }
}
