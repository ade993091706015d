import Torch

/// The variance and covariance terms of one view's embeddings (Bardes et al., arXiv 2105.04906, equations 1 to 4).
struct FeatureSpread {
  /// The embeddings without their mean, X `[N, D]`.
  private let centered: Tensor
  /// √(Var z_i + 1e-4), `[D]`.
  private let deviations: Tensor
  private let products: Products
  /// The mean over the features of max(0, 1 − √(Var z_i + 1e-4)).
  let varianceHinge: Double
  /// Σ_{i≠j} Cov(z)_ij² / D.
  let covariance: Double

  /// What the chosen form keeps for the gradient.
  private enum Products {
    /// The covariance matrix with zeros on its diagonal, `[D, D]`.
    case matrix(Tensor)
    /// XXᵀ `[N, N]` and the variances `[D]`.
    case gram(Tensor, variances: Tensor)
  }

  private static let epsilon = 1e-4

  init(_ embeddings: Tensor, form chosen: CorrelationTerms.Form?) throws {
    let (images, dimension) = (embeddings.size(0), embeddings.size(1))
    let (degrees, d) = (Double(images - 1), Double(dimension))
    // The mean of numbers far from 0 is off by a rounding of their size; the second one removes what the first left.
    let nearlyCentered = try embeddings - embeddings.mean([0], keep: true)
    centered = try nearlyCentered - nearlyCentered.mean([0], keep: true)
    let variances = try centered.square().sum([0]) * (1 / degrees)
    deviations = try (variances + Self.epsilon).sqrt()
    varianceHinge = try (-deviations + 1).relu().to(.float64).mean().item()
    // Of one view both products take as many multiply-adds where N = D.
    switch chosen ?? (images < dimension ? .gram : .crossCorrelation) {
    case .crossCorrelation:
      let matrix = try centered.transpose().matmul(centered) * (1 / degrees)
      try matrix.diagonal().fill(0)
      products = .matrix(matrix)
      covariance = try matrix.norm([1]).to(.float64).square().sum().item() / d
    case .gram:
      let gram = try centered.matmul(centered.transpose())
      products = .gram(gram, variances: variances)
      // ‖XᵀX‖² = ‖XXᵀ‖².
      let all = try gram.norm([1]).to(.float64).square().sum().item() / (degrees * degrees)
      covariance = max(try all - variances.to(.float64).square().sum().item(), 0) / d
    }
  }

  /// The gradient of the weighted terms with respect to the embeddings, `[N, D]`.
  ///
  /// Centring changes nothing about it: both parts are columns of X times numbers, or X times a matrix, so their mean is 0.
  func gradient(varianceWeight: Double, covarianceWeight: Double) throws -> Tensor {
    let (degrees, d) = (Double(centered.size(0) - 1), Double(centered.size(1)))
    // ∂/∂X of the hinge is −X / (D·(N − 1)·σ) for a deviation σ under 1.
    let isShort = try (-deviations + 1).relu().equal(0).equal(0).to(deviations.dtype)
    let ofVariance = try isShort / deviations * (-varianceWeight / (d * degrees))
    let scale = 4 * covarianceWeight / (d * degrees)
    switch products {
    case .matrix(let matrix):
      let gradient = try centered * ofVariance
      try gradient.addMatrixProductInPlace(centered, matrix, alpha: scale)
      return gradient
    case .gram(let gram, let variances):
      // X·Cov is XXᵀ·X / (N − 1); the variances on the diagonal of Cov are taken out again.
      let gradient = try centered * ofVariance.adding(variances, alpha: -scale)
      try gradient.addMatrixProductInPlace(gram, centered, alpha: scale / degrees)
      return gradient
    }
  }
}
