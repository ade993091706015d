import Torch

/// The Barlow Twins loss and its gradients in closed form (Zbontar, Jing, Misra, LeCun and Deny, arXiv 2103.03230).
///
///     L    = Σ_i (1 − C_ii)²  +  λ·Σ_i Σ_{j≠i} C_ij²                             equation (1)
///     C_ij = Σ_n zA_ni·zB_nj / ( √(Σ_n zA_ni²) · √(Σ_n zB_nj²) )                 equation (2)
///
/// zA, zB `[N, D]` are the embeddings of the two views of N images, centred over the batch. With the batch-normalized Â and B̂
/// that is C = ÂᵀB̂ / N. Computed in the embeddings' own precision, outside the graph of derivatives.
struct CrossCorrelation {
  /// The standardized embeddings Â of view A.
  let a: StandardizedEmbeddings
  /// The standardized embeddings B̂ of view B.
  let b: StandardizedEmbeddings
  /// 1 − C_ii, `[D]`.
  private let oneMinusDiagonal: Tensor
  /// Cᵀ and C with zeros on their diagonals, `[D, D]`; in the Gram form B̂B̂ᵀ and ÂÂᵀ, `[N, N]`.
  private let products: (forA: Tensor, forB: Tensor)
  let terms: CorrelationTerms

  /// The terms at embeddings `[N, D]`; without a form, the one that takes fewer multiply-adds is used.
  init(_ embeddingsA: Tensor, _ embeddingsB: Tensor, form chosen: CorrelationTerms.Form? = nil) throws {
    a = try StandardizedEmbeddings(embeddingsA)
    b = try StandardizedEmbeddings(embeddingsB)
    let (images, dimension) = (embeddingsA.size(0), embeddingsA.size(1))
    let form = chosen ?? (2 * images < dimension ? .gram : .crossCorrelation)
    let n = Double(images)
    oneMinusDiagonal = try a.oneMinusCorrelation(with: b)
    let exactDifference = try oneMinusDiagonal.to(.float64)
    let sumOfSquares: Double
    switch form {
    case .crossCorrelation:
      let matrix = try Tensor.empty([dimension, dimension], dtype: embeddingsA.dtype, device: embeddingsA.device)
      try matrix.addMatrixProductInPlace(a.values.transpose(), b.values, beta: 0, alpha: 1 / n)
      // Taken out before the sum of squares: subtracting Σ C_ii² afterwards would cancel nearly everything of a matrix
      // that is close to the identity.
      try matrix.diagonal().fill(0)
      products = (try matrix.transpose(), matrix)
      sumOfSquares = try matrix.norm([1]).to(.float64).square().sum().item()
    case .gram:
      let gramA = try a.values.matmul(a.values.transpose())
      let gramB = try b.values.matmul(b.values.transpose())
      products = (gramB, gramA)
      // Σ_ij C_ij² = Σ_nm (ÂÂᵀ)_nm (B̂B̂ᵀ)_nm / N². With N < D/2 the part off the diagonal is the larger one.
      let all = try gramA.to(.float64).inner(gramB.to(.float64)).item() / (n * n)
      sumOfSquares = try all - (exactDifference - 1).square().sum().item()
    }
    terms = CorrelationTerms(
      invariance: try exactDifference.square().sum().item(), redundancy: max(sumOfSquares, 0),
      meanDiagonal: 1 - (try exactDifference.mean().item()), images: images, dimension: dimension, form: form)
  }

  /// The loss of equation (1).
  func loss(lambda: Double) -> Double { terms.invariance + lambda * terms.redundancy }

  /// The gradients of `invarianceWeight · Σ_i (1 − C_ii)² + redundancyWeight · Σ_{i≠j} C_ij²` with respect to the embeddings.
  func gradients(invarianceWeight: Double = 1, redundancyWeight: Double) throws -> [Tensor] {
    let (ofA, ofB) = try standardizedGradients(invarianceWeight: invarianceWeight, redundancyWeight: redundancyWeight)
    return [try a.backward(ofA), try b.backward(ofB)]
  }

  /// The same gradients with respect to Â and B̂, in memory of their own.
  func standardizedGradients(invarianceWeight: Double, redundancyWeight: Double) throws -> (a: Tensor, b: Tensor) {
    let n = Double(terms.images)
    // (2/N)·(w·(C_ii − 1)), `[D]`: the part of ∂L/∂Â that stands before B̂.
    let onDiagonal = try oneMinusDiagonal * (-2 * invarianceWeight / n)
    // The Gram matrices hold the diagonal too, which the redundancy term leaves out.
    let factor =
      terms.form == .gram ? try onDiagonal.adding(oneMinusDiagonal - 1, alpha: 2 * redundancyWeight / n) : onDiagonal
    let (ofA, ofB) = (try b.values * factor, try a.values * factor)
    guard redundancyWeight != 0 else { return (ofA, ofB) }
    if terms.form == .gram {
      try ofA.addMatrixProductInPlace(products.forA, a.values, alpha: 2 * redundancyWeight / (n * n))
      try ofB.addMatrixProductInPlace(products.forB, b.values, alpha: 2 * redundancyWeight / (n * n))
    } else {
      try ofA.addMatrixProductInPlace(b.values, products.forA, alpha: 2 * redundancyWeight / n)
      try ofB.addMatrixProductInPlace(a.values, products.forB, alpha: 2 * redundancyWeight / n)
    }
    return (ofA, ofB)
  }
}
