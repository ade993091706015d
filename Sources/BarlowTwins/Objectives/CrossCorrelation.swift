import Torch

/// The cross-correlation of two batches of standardized embeddings, its loss terms and their gradients in closed form.
///
/// With Â, B̂ `[N, D]`: C = ÂᵀB̂ / N (Zbontar et al., arXiv 2103.03230, equation 2).
struct CrossCorrelation {
  /// The standardized embeddings Â of view A.
  let a: StandardizedEmbeddings
  /// The standardized embeddings B̂ of view B.
  let b: StandardizedEmbeddings
  /// 1 − C_ii, `[D]`.
  private let lack: Tensor
  private let products: Products
  let terms: CorrelationTerms

  /// What the chosen form keeps for the gradient.
  private enum Products {
    /// C with zeros on its diagonal, `[D, D]`.
    case crossCorrelation(Tensor)
    /// ÂÂᵀ and B̂B̂ᵀ, `[N, N]`.
    case gram(Tensor, Tensor)
  }

  /// The form that takes fewer multiply-adds.
  static func cheaperForm(samples: Int, dimension: Int) -> CorrelationTerms.Form {
    2 * samples < dimension ? .gram : .crossCorrelation
  }

  /// The terms at embeddings `[N, D]`; without a form, the cheaper one is used.
  init(_ embeddingsA: Tensor, _ embeddingsB: Tensor, form chosen: CorrelationTerms.Form? = nil) throws {
    a = try StandardizedEmbeddings(embeddingsA)
    b = try StandardizedEmbeddings(embeddingsB)
    let (samples, dimension) = (embeddingsA.size(0), embeddingsA.size(1))
    let form = chosen ?? Self.cheaperForm(samples: samples, dimension: dimension)
    let n = Double(samples)
    lack = try a.lackOfCorrelation(with: b)
    let exactLack = try lack.to(.float64)
    let sumOfSquares: Double
    switch form {
    case .crossCorrelation:
      let matrix = try Tensor.empty([dimension, dimension], dtype: embeddingsA.dtype, device: embeddingsA.device)
      try matrix.addMatrixProduct(a.values.transpose(), b.values, beta: 0, alpha: 1 / n)
      // Taken out before the sum of squares: subtracting Σ C_ii² afterwards would cancel nearly everything of a matrix
      // that is close to the identity.
      try matrix.diagonal().fill(0)
      products = .crossCorrelation(matrix)
      sumOfSquares = try matrix.norm([1]).to(.float64).square().sum().item()
    case .gram:
      let gramA = try a.values.matmul(a.values.transpose())
      let gramB = try b.values.matmul(b.values.transpose())
      products = .gram(gramA, gramB)
      // Σ_ij C_ij² = Σ_nm (ÂÂᵀ)_nm (B̂B̂ᵀ)_nm / N². With N < D/2 the part off the diagonal is the larger one.
      let all = try gramA.to(.float64).inner(gramB.to(.float64)).item() / (n * n)
      sumOfSquares = try all - (exactLack - 1).square().sum().item()
    }
    terms = CorrelationTerms(
      invariance: try exactLack.square().sum().item(), redundancy: max(sumOfSquares, 0),
      meanDiagonal: 1 - (try exactLack.mean().item()), samples: samples, dimension: dimension, form: form)
  }

  /// The gradients of `invarianceWeight · Σ_i (1 − C_ii)² + redundancyWeight · Σ_{i≠j} C_ij²` with respect to the embeddings.
  func gradients(invarianceWeight: Double, redundancyWeight: Double) throws -> (a: Tensor, b: Tensor) {
    let gradients = try standardizedGradients(invarianceWeight: invarianceWeight, redundancyWeight: redundancyWeight)
    return (try a.backward(gradients.a), try b.backward(gradients.b))
  }

  /// The same gradients with respect to Â and B̂, in memory of their own.
  func standardizedGradients(invarianceWeight: Double, redundancyWeight: Double) throws -> (a: Tensor, b: Tensor) {
    let n = Double(terms.samples)
    // (2/N)·(w·(C_ii − 1)), `[D]`: the part of ∂L/∂Â that stands before B̂.
    let onDiagonal = try lack * (-2 * invarianceWeight / n)
    let gradientA: Tensor
    let gradientB: Tensor
    switch products {
    case .crossCorrelation(let matrix):
      gradientA = try b.values * onDiagonal
      gradientB = try a.values * onDiagonal
      let scale = 2 * redundancyWeight / n
      if scale != 0 {
        try gradientA.addMatrixProduct(b.values, matrix.transpose(), alpha: scale)
        try gradientB.addMatrixProduct(a.values, matrix, alpha: scale)
      }
    case .gram(let gramA, let gramB):
      // The Gram matrices hold the diagonal too, which the redundancy term leaves out.
      let factor = try onDiagonal.adding(lack - 1, alpha: 2 * redundancyWeight / n)
      gradientA = try b.values * factor
      gradientB = try a.values * factor
      let scale = 2 * redundancyWeight / (n * n)
      if scale != 0 {
        try gradientA.addMatrixProduct(gramB, a.values, alpha: scale)
        try gradientB.addMatrixProduct(gramA, b.values, alpha: scale)
      }
    }
    return (gradientA, gradientB)
  }
}
