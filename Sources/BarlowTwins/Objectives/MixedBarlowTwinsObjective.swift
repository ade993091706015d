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
/// two views, the Barlow Twins part is the mean over the pairs of ``PairwiseObjective``; the global views are mixed.
public struct MixedBarlowTwinsObjective: Objective {
  /// The weight λ of the redundancy-reduction term.
  public var lambda: Double
  /// The weight w of the regularizer, beside λ.
  public var mixWeight: Double
  private var form: CorrelationTerms.Form?

  private enum CodingKeys: String, CodingKey { case lambda, mixWeight }

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
    self.lambda = lambda
    self.mixWeight = mixWeight
    self.form = form
  }

  public static let name = "mixed-barlow-twins"
  public static let parameters = [
    ObjectiveParameter.redundancyWeight,
    .bySize(
      "mixWeight", in: 0...1e6, meaning: "the weight of the regularizer of mixed images", large: largeImageMixWeight,
      small: smallImageMixWeight),
  ]
  public static let mixesImages = true
  public static let sharedNetworkReason: String? = "an image mixed of both views belongs to neither network"
  public var diagnosisLambda: Double { lambda }

  public func floor(images: Int, dimension: Int) -> Double? { base.floor(images: images, dimension: dimension) }

  /// The Barlow Twins part.
  private var base: BarlowTwinsObjective { BarlowTwinsObjective(lambda: lambda, form: form) }

  /// The roots are the views' embeddings, then those of the mixed images.
  public func forward(_ views: [Tensor], through network: NetworkPass, draw: StepDraw) throws -> NetworkOutputs {
    let embeddings = try network.embed(views)
    // Other processes' images may be mixed into the own ones.
    let part = network.part
    let mixing = Mixing(seed: draw.seed, step: draw.step, images: part.wholeCount(own: views[0].size(0)))
    let rows = part.rows(of: mixing.permutation.count)
    let images = try mixing.mix(views[0], rows: rows, part.gather(views[1], as: .images)).contiguous(.channelsLast)
    return NetworkOutputs(roots: embeddings + [try network.embed(images, view: 0)])
  }

  public func evaluate(_ outputs: NetworkOutputs, draw: StepDraw, wantsGradients: Bool) throws -> ObjectiveValue {
    let mixed = outputs.roots[outputs.roots.count - 1]
    return try evaluate(
      embeddings: outputs.roots.dropLast(), mixed: mixed,
      mixing: Mixing(seed: draw.seed, step: draw.step, images: mixed.size(0)), wantsGradients: wantsGradients)
  }

  /// The value at embeddings `[N, D]` of all views and of the mixed images.
  ///
  /// - Returns: Terms as means over the pairs, and the gradients with respect to each view's embeddings, then the mixed
  ///   images'.
  /// - Throws: ``ObjectiveError`` if the shapes or element types cannot be used, `TorchError` if libtorch fails.
  public func evaluate(
    embeddings: [Tensor], mixed: Tensor, mixing: Mixing, wantsGradients: Bool
  ) throws -> ObjectiveValue {
    let plain = try base.evaluate(embeddings, wantsGradients: wantsGradients)
    try ObjectiveError.check(embeddings[0], mixed)
    guard mixing.permutation.count == mixed.size(0) else {
      throw ObjectiveError("the mixing is of \(mixing.permutation.count) images, but the batch has \(mixed.size(0))")
    }
    let regularizer = try MixtureCorrelation(embeddings[0], embeddings[1], mixed: mixed, mixing: mixing, form: form)
    let weight = mixWeight * lambda
    var gradients = plain.gradients
    if wantsGradients {
      let (ofA, ofB, ofMixed) = try regularizer.gradients(weight: weight)
      try gradients?[0].addInPlace(ofA)
      try gradients?[1].addInPlace(ofB)
      gradients?.append(ofMixed)
    }
    return ObjectiveValue(
      loss: plain.loss + weight * regularizer.sumOfSquares, floor: plain.floor, terms: plain.terms,
      gradients: gradients)
  }
}
