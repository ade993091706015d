import Torch

/// How far correlations of mixed images' embeddings are from mixed correlations: ‖RᵀÂ/N‖² + ‖RᵀB̂/N‖².
///
/// R = M̂ − α·Â − (1 − α)·B̂[π] `[N, D]`; see ``MixedBarlowTwinsObjective``.
struct MixtureCorrelation {
  private let a: StandardizedEmbeddings
  private let b: StandardizedEmbeddings
  private let mixed: StandardizedEmbeddings
  private let mixing: Mixing
  /// R, `[N, D]`.
  private let residue: Tensor
  private let products: Products
  /// The sum of all squares.
  let sumOfSquares: Double

  /// What the chosen form keeps for the gradient.
  private enum Products {
    /// RᵀÂ/N and RᵀB̂/N, `[D, D]`.
    case crossCorrelation(Tensor, Tensor)
    /// RRᵀ/N and (ÂÂᵀ + B̂B̂ᵀ)/N, `[N, N]`: the sum of squares is their inner product.
    case gram(residue: Tensor, views: Tensor)
  }

  init(
    _ embeddingsA: Tensor, _ embeddingsB: Tensor, mixed embeddings: Tensor, mixing: Mixing,
    form: CorrelationTerms.Form?
  ) throws {
    self.mixing = mixing
    (a, b) = (try StandardizedEmbeddings(embeddingsA), try StandardizedEmbeddings(embeddingsB))
    mixed = try StandardizedEmbeddings(embeddings)
    (residue, products, sumOfSquares) = try withoutGradients { [a, b, mixed] in
      let n = Double(embeddings.size(0))
      let residue = try mixed.values - mixing.mix(a.values, b.values)
      // Three products of each kind, forward and backward.
      switch form ?? (embeddings.size(0) < embeddings.size(1) ? .gram : .crossCorrelation) {
      case .crossCorrelation:
        let matrices = try [a, b].map { try residue.transpose().matmul($0.values) * (1 / n) }
        let sum = try matrices.reduce(0) { try $0 + $1.norm([1]).to(.float64).square().sum().item() }
        return (residue, .crossCorrelation(matrices[0], matrices[1]), sum)
      case .gram:
        let gram = try residue.matmul(residue.transpose()) * (1 / n)
        let views = try a.values.matmul(a.values.transpose()) * (1 / n)
        try views.addMatrixProductInPlace(b.values, b.values.transpose(), alpha: 1 / n)
        return (
          residue, .gram(residue: gram, views: views), try gram.to(.float64).inner(views.to(.float64)).item()
        )
      }
    }
  }

  /// The gradients of `weight · sumOfSquares` with respect to both views' and the mixed images' embeddings, `[N, D]`.
  func gradients(weight: Double) throws -> (a: Tensor, b: Tensor, mixed: Tensor) {
    try withoutGradients {
      let scale = 2 * weight / Double(residue.size(0))
      let (ofA, ofB, ofResidue): (Tensor, Tensor, Tensor)
      switch products {
      case .crossCorrelation(let withA, let withB):
        ofA = try residue.matmul(withA) * scale
        ofB = try residue.matmul(withB) * scale
        ofResidue = try a.values.matmul(withA.transpose()) * scale
        try ofResidue.addMatrixProductInPlace(b.values, withB.transpose(), alpha: scale)
      case .gram(let gram, let views):
        ofA = try gram.matmul(a.values) * scale
        ofB = try gram.matmul(b.values) * scale
        ofResidue = try views.matmul(residue) * scale
      }
      try ofA.addInPlace(ofResidue, alpha: -mixing.weight)
      try ofB.addInPlace(mixing.unpermuted(ofResidue), alpha: mixing.weight - 1)
      return (try a.backward(ofA), try b.backward(ofB), try mixed.backward(ofResidue))
    }
  }
}
