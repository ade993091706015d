import Torch

/// The Barlow Twins loss with a regularizer: embeddings of mixed images shall be mixed embeddings.
///
/// With images x_m = α·x_A + (1 − α)·x_B[π] and M̂, Â, B̂ the standardized embeddings, the cross-correlations of M̂ with Â and
/// with B̂ are driven to those of α·Â + (1 − α)·B̂[π]: the Barlow Twins loss plus
///
///     w·λ·( ‖M̂ᵀÂ/N − (α·ÂᵀÂ + (1 − α)·B̂[π]ᵀÂ)/N‖² + ‖M̂ᵀB̂/N − (α·ÂᵀB̂ + (1 − α)·B̂[π]ᵀB̂)/N‖² )
///
/// over all entries (Bandara, De Melo and Patel, arXiv 2312.02151; w is their code's for CIFAR-10, that for ImageNet writes
/// w/2). With R = M̂ − α·Â − (1 − α)·B̂[π] both norms are of RᵀÂ/N and RᵀB̂/N. Gradients flow through all of it. Of more than
/// two views, the Barlow Twins part is the mean over the pairs of ``MultiViewObjective``; the global views are mixed.
public struct MixedBarlowTwinsObjective: Sendable {
  /// The Barlow Twins part, with its λ.
  public let base: BarlowTwinsObjective
  /// The weight w of the regularizer, beside λ.
  public let mixWeight: Double
  private let form: CorrelationTerms.Form?

  /// The weight for CIFAR-10 in the authors' code.
  public static let smallImageMixWeight = 4.0
  /// The weight for ImageNet in the authors' code.
  public static let largeImageMixWeight = 0.5

  /// - Parameters:
  ///   - lambda: The weight of the redundancy-reduction term.
  ///   - mixWeight: The weight of the regularizer, beside λ.
  ///   - form: How to compute; nil chooses the cheaper way.
  public init(
    lambda: Double = BarlowTwinsObjective.publishedLambda, mixWeight: Double = smallImageMixWeight,
    form: CorrelationTerms.Form? = nil
  ) {
    base = BarlowTwinsObjective(lambda: lambda, form: form)
    self.mixWeight = mixWeight
    self.form = form
  }

  /// The name on the command line and in records.
  public static let name = "mixed-barlow-twins"

  /// The value at embeddings `[N, D]` of all views and of the mixed images.
  ///
  /// - Returns: Terms as means over the pairs, and the gradients with respect to each view's embeddings, then the mixed
  ///   images'.
  /// - Throws: ``ObjectiveError`` if the shapes or element types cannot be used, `TorchError` if libtorch fails.
  public func evaluate(
    embeddings: [Tensor], mixed: Tensor, mixing: Mixing, wantsGradients: Bool
  ) throws -> MultiViewValue {
    let plain = try MultiViewObjective(base).evaluate(embeddings, wantsGradients: wantsGradients)
    try ObjectiveError.check(embeddings[0], mixed)
    guard mixing.permutation.count == mixed.size(0) else {
      throw ObjectiveError("the mixing is of \(mixing.permutation.count) samples, but the batch has \(mixed.size(0))")
    }
    let regularizer = try MixtureCorrelation(embeddings[0], embeddings[1], mixed: mixed, mixing: mixing, form: form)
    let weight = mixWeight * base.lambda
    var gradients = plain.gradients
    if wantsGradients {
      let (ofA, ofB, ofMixed) = try regularizer.gradients(weight: weight)
      try gradients[0].add(ofA)
      try gradients[1].add(ofB)
      gradients.append(ofMixed)
    }
    return MultiViewValue(
      loss: plain.loss + weight * regularizer.sumOfSquares, floor: plain.floor, terms: plain.terms,
      gradients: gradients)
  }
}
