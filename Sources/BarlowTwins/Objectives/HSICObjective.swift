import Torch

/// The loss whose target for C is −1 off the diagonal: Σ_i (1 − C_ii)² + λ·Σ_i Σ_{j≠i} (1 + C_ij)².
///
/// It reads Barlow Twins as maximizing the Hilbert–Schmidt independence criterion between views and image identities (Tsai,
/// Bai, Morency and Salakhutdinov, arXiv 2104.13712). Off the diagonal, (1 + C_ij)² = C_ij² + 2·C_ij + 1, and the sum of C_ij
/// needs only each sample's sum over features, so both forms of the Barlow Twins loss serve here too.
public struct HSICObjective: PairwiseObjective {
  /// The weight λ of the part off the diagonal; the authors use 1/D.
  public var lambda: Double
  private var form: CorrelationTerms.Form?

  private enum CodingKeys: String, CodingKey { case lambda }

  /// - Parameters:
  ///   - lambda: The weight of the part off the diagonal.
  ///   - form: How to compute; nil chooses the cheaper way.
  public init(lambda: Double, form: CorrelationTerms.Form? = nil) {
    self.lambda = lambda
    self.form = form
  }

  public static let name = "hsic"
  public static let parameters = [
    ObjectiveParameter("lambda", in: 0...1e6, meaning: "the weight of hsic's part off the diagonal") { context in
      (1 / Double(max(context.dimension, 1)), "1/D, its authors' value")
    }
  ]

  /// λ·(D² − 4D + D²/m), m = min(N, D) − 1, the least value for C_ii = 1.
  ///
  /// Features that correlate with themselves fully are unit vectors in N − 1 dimensions. Off the diagonal, the sum is D² − 4D
  /// + 2·Σ_ij C_ij + Σ_ij C_ij²; Σ_ij C_ij ≥ 0 is 0 where the vectors add up to nothing, and then they span at most m
  /// dimensions, which forces D²/m for the sum of squares.
  public func floor(images: Int, dimension: Int) -> Double? {
    guard images > 1, dimension > 1 else { return 0 }
    let d = Double(dimension)
    return lambda * (d * d - 4 * d + d * d / Double(min(images, dimension) - 1))
  }

  public func evaluate(_ embeddingsA: Tensor, _ embeddingsB: Tensor, wantsGradients: Bool) throws -> ObjectiveValue {
    try ObjectiveError.check(embeddingsA, embeddingsB)
    return try withoutGradients {
      let correlation = try CrossCorrelation(embeddingsA, embeddingsB, form: form)
      let terms = correlation.terms
      let (n, d) = (Double(terms.images), Double(terms.dimension))
      let (a, b) = (correlation.a.values, correlation.b.values)
      // Each sample's sum over the features, `[N, 1]`: Σ_ij C_ij = Σ_n (Σ_i Â_ni)(Σ_j B̂_nj) / N.
      let (sumA, sumB) = (try a.sum([1], keep: true), try b.sum([1], keep: true))
      let offDiagonal = try sumA.to(.float64).inner(sumB.to(.float64)).item() / n - d * terms.meanDiagonal
      var gradients: [Tensor]?
      if wantsGradients {
        let (ofA, ofB) = try correlation.standardizedGradients(invarianceWeight: 1, redundancyWeight: lambda)
        let scale = 2 * lambda / n
        for (gradient, other, sum) in [(ofA, b, sumB), (ofB, a, sumA)] {
          try gradient.addInPlace(sum, alpha: scale)
          try gradient.addInPlace(other, alpha: -scale)
        }
        gradients = [try correlation.a.backward(ofA), try correlation.b.backward(ofB)]
      }
      return ObjectiveValue(
        loss: terms.invariance + lambda * (terms.redundancy + 2 * offDiagonal + d * (d - 1)),
        floor: floor(images: terms.images, dimension: terms.dimension), terms: terms, gradients: gradients)
    }
  }
}
