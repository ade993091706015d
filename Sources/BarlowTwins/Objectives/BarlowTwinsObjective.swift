import Torch

/// The Barlow Twins loss, Σ_i (1 − C_ii)² + λ·Σ_i Σ_{j≠i} C_ij² (Zbontar et al., arXiv 2103.03230, equation 1).
///
/// C is the cross-correlation of the batch-normalized embeddings. Computed in the embeddings' own precision, float32 or
/// float64, in whichever exact form is cheaper.
public struct BarlowTwinsObjective: PairwiseObjective {
  /// The weight λ of the redundancy-reduction term; the authors' code uses 0.0051.
  public var lambda: Double
  private var form: CorrelationTerms.Form?

  /// Whether the form of the Gram matrices was asked for.
  var isGram: Bool { form == .gram }

  private enum CodingKeys: String, CodingKey { case lambda }

  /// The published value of λ.
  public static let publishedLambda = 0.0051

  /// - Parameters:
  ///   - lambda: The weight of the redundancy-reduction term.
  ///   - form: How to compute; nil chooses the cheaper way.
  public init(lambda: Double = publishedLambda, form: CorrelationTerms.Form? = nil) {
    self.lambda = lambda
    self.form = form
  }

  public static let name = "barlow-twins"
  public static let parameters = [ObjectiveParameter.redundancyWeight]
  public var diagnosisLambda: Double { lambda }

  public func floor(images: Int, dimension: Int) -> Double? {
    CorrelationTerms.floor(images: images, dimension: dimension, lambda: lambda)
  }

  public func evaluate(_ embeddingsA: Tensor, _ embeddingsB: Tensor, wantsGradients: Bool) throws -> ObjectiveValue {
    try ObjectiveError.check(embeddingsA, embeddingsB)
    return try withoutGradients {
      let correlation = try CrossCorrelation(embeddingsA, embeddingsB, form: form)
      let terms = correlation.terms
      return ObjectiveValue(
        loss: correlation.loss(lambda: lambda), floor: floor(images: terms.images, dimension: terms.dimension),
        terms: terms, gradients: wantsGradients ? try correlation.gradients(redundancyWeight: lambda) : nil)
    }
  }
}
