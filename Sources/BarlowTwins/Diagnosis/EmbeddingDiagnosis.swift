import Torch

/// The state of the embeddings of two views: the loss, its terms, the effective rank and a verdict.
public struct EmbeddingDiagnosis: Sendable {
  /// The Barlow Twins loss.
  public let loss: Double
  /// The weight λ that it was computed with.
  public let lambda: Double
  /// The least loss of views that agree fully, with as many samples and features.
  public let floor: Double
  /// The terms of the loss and the statistics of C.
  public let terms: CorrelationTerms
  /// The effective rank of view A's embeddings, as published: neither centred nor scaled.
  public let rankMe: Double
  /// The effective rank of standardized embeddings, the number of features' worth of information: the lower of both views'.
  public let effectiveDimension: Double
  /// The spread of embeddings over the samples beside their size, √(Σ variance / Σ mean square): the lower of both views'.
  public let relativeSpread: Double
  /// The collapse, if any.
  public let verdict: Verdict

  /// The relative spread under which all images count as having the same features.
  public static let leastRelativeSpread = 0.01
  /// The mean share of the features' variance that survives the ε of batch normalization, 1e-5, under which they count as
  /// constant: what the loss cannot see is not there, however it is scaled.
  public static let leastLiveShare = 0.5
  /// The share of the attainable dimensions, min(N − 1, D), under which features count as redundant.
  public static let leastDimensionShare = 0.25
  /// The root mean square of C_ij for i ≠ j, beyond what chance gives as many samples, over which features count as
  /// redundant: noise hides repetition from the rank of one view, but not from the correlation of two.
  public static let mostRMSOffDiagonal = 0.3

  /// Diagnoses embeddings `[N, D]` whose rows correspond.
  ///
  /// - Throws: ``ObjectiveError`` if the shapes do not fit or a value is not finite.
  public init(_ embeddingsA: Tensor, _ embeddingsB: Tensor, lambda: Double = BarlowTwinsObjective.publishedLambda)
    throws
  {
    try ObjectiveError.check(embeddingsA, embeddingsB)
    for (view, embeddings) in [("first", embeddingsA), ("second", embeddingsB)] where try !embeddings.isFinite() {
      throw ObjectiveError("the \(view) embeddings hold a value that is infinite or not a number")
    }
    let value = try BarlowTwinsObjective(lambda: lambda).evaluate(embeddingsA, embeddingsB, wantsGradients: false)
    self.lambda = lambda
    loss = value.loss
    floor = CorrelationTerms.floor(samples: value.terms.samples, dimension: value.terms.dimension, lambda: lambda)
    terms = value.terms
    rankMe = try RankMe.value(embeddingsA)

    let views = try [embeddingsA, embeddingsB].map { try ViewState($0) }
    relativeSpread = views.map(\.relativeSpread).min() ?? 0
    effectiveDimension = views.map(\.effectiveDimension).min() ?? 1
    let liveShare = views.map(\.liveShare).min() ?? 0
    // Independent features have a mean C_ij² of 1/(N − 1).
    let excess = max(terms.rmsOffDiagonal * terms.rmsOffDiagonal - 1 / Double(terms.samples - 1), 0).squareRoot()
    let attainable = Double(min(terms.samples - 1, terms.dimension))

    if relativeSpread < Self.leastRelativeSpread || liveShare < Self.leastLiveShare {
      verdict = .completeCollapse
    } else if effectiveDimension < Self.leastDimensionShare * attainable || excess > Self.mostRMSOffDiagonal {
      verdict = .redundant
    } else {
      verdict = .healthy
    }
  }
}

/// What one view's embeddings say about collapse.
///
/// Either view may collapse: their networks can be separate.
private struct ViewState {
  let relativeSpread: Double
  let liveShare: Double
  let effectiveDimension: Double

  init(_ embeddings: Tensor) throws {
    let exact = try embeddings.to(.float64)
    let meanSquare = try exact.square().mean().item()
    let variance = try (exact - exact.mean([0], keep: true)).square().mean().item()
    relativeSpread = meanSquare > 0 ? (variance / meanSquare).squareRoot() : 0
    let standardized = try StandardizedEmbeddings(exact).values
    liveShare = try standardized.square().mean().item()
    effectiveDimension = RankMe.effectiveRank(singularValues: try RankMe.singularValues(standardized))
  }
}
