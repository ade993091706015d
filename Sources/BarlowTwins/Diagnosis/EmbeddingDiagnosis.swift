import Torch

/// The diagnosis of the embeddings of two or more views: the loss and its terms, ranks, spectrum, and a verdict.
///
/// All of it is computed in double precision from Gram matrices of the smaller side, and is finite for finite embeddings.
/// The numbers of its ``summary`` are also its own properties.
@dynamicMemberLookup public struct EmbeddingDiagnosis: Sendable {
  /// The numbers as they are recorded and drawn.
  public let summary: EmbeddingSummary
  /// The terms of the loss and the statistics of C.
  public let terms: CorrelationTerms

  /// The most eigenvalues in ``EmbeddingSummary/spectrum``.
  public static let mostEigenvalues = 512
  /// The most rows and columns in ``EmbeddingSummary/correlation``.
  public static let mostCorrelations = 64
  /// The largest absolute value that can be diagnosed: its fourth power, of a norm of covariances, needs no more than float64.
  static let largestValue = 1e70

  /// Diagnoses embeddings `[N, D]` of two views, whose rows correspond.
  ///
  /// - Throws: ``ObjectiveError`` if the shapes do not fit, N is 1, or a value is not finite or above 1e70.
  public init(
    _ embeddingsA: Tensor, _ embeddingsB: Tensor, lambda: Double = BarlowTwinsObjective.publishedLambda,
    areEmbeddings: Bool = true
  ) throws {
    try self.init(views: [embeddingsA, embeddingsB], lambda: lambda, areEmbeddings: areEmbeddings)
  }

  /// Diagnoses embeddings of q ≥ 2 views, each `[N, D]`; all of them count for LiDAR, the first two for the rest.
  ///
  /// Of features that are no embeddings only a complete collapse is told.
  ///
  /// - Throws: As ``init(_:_:lambda:areEmbeddings:)``.
  public init(views: [Tensor], lambda: Double = BarlowTwinsObjective.publishedLambda, areEmbeddings: Bool = true) throws
  {
    precondition(views.count >= 2, "the agreement of views needs two of them; see SingleViewSummary for one")
    for view in views { try ObjectiveError.check(views[0], view) }
    let exact = try withoutGradients {
      try zip(["first", "second"] + Array(repeating: "further", count: views.count - 2), views)
        .map { try Self.exact($1, name: "\($0) embeddings") }
    }
    (summary, terms) = try withoutGradients { try Self.diagnose(exact, lambda: lambda, areEmbeddings) }
  }

  /// A number of the summary.
  public subscript<Value>(dynamicMember key: KeyPath<EmbeddingSummary, Value>) -> Value { summary[keyPath: key] }

  /// The embeddings in double precision, once they are known to be usable.
  static func exact(_ embeddings: Tensor, name: String) throws -> Tensor {
    guard try embeddings.isFinite() else {
      throw ObjectiveError("the \(name) hold a value that is infinite or not a number")
    }
    let exact = try embeddings.detach().to(.float64)
    guard try exact.abs().flatten().maximum(0).item() <= largestValue else {
      throw ObjectiveError("the \(name) hold values above \(largestValue), too large to compute with; scale them down")
    }
    return exact
  }

  private static func diagnose(_ views: [Tensor], lambda: Double, _ areEmbeddings: Bool) throws
    -> (EmbeddingSummary, CorrelationTerms)
  {
    let (a, b) = (views[0], views[1])
    let value = try BarlowTwinsObjective(lambda: lambda).evaluate(a, b, wantsGradients: false)
    let terms = value.terms
    let (viewA, viewB) = (try ViewStatistics(a), try ViewStatistics(b, wantsSpectrum: false))
    let evidence = Verdict.Evidence(
      images: terms.images, dimension: terms.dimension,
      relativeSpread: min(viewA.relativeSpread, viewB.relativeSpread),
      directionalSpread: min(try UnitSphere.spread(a), try UnitSphere.spread(b)),
      liveShare: min(viewA.liveShare, viewB.liveShare),
      effectiveDimension: min(viewA.effectiveDimension, viewB.effectiveDimension),
      rmsOffDiagonal: terms.rmsOffDiagonal, agreement: max(terms.meanDiagonal, try UnitSphere.agreement(a, b)),
      areEmbeddings: areEmbeddings)
    let summary = EmbeddingSummary(
      verdict: evidence.verdict, reason: evidence.reason, images: terms.images, dimension: terms.dimension,
      loss: value.loss, lambda: lambda,
      floor: CorrelationTerms.floor(images: terms.images, dimension: terms.dimension, lambda: lambda),
      invariance: terms.invariance, redundancy: terms.redundancy,
      meanDiagonal: terms.meanDiagonal, rmsOffDiagonal: terms.rmsOffDiagonal, rankMe: viewA.rankMe,
      effectiveDimension: evidence.effectiveDimension, alphaReQ: AlphaReQ.exponent(eigenvalues: viewA.eigenvalues),
      lidar: try LiDAR.value(views), deadDimensions: zip(viewA.isDead, viewB.isDead).count { $0 || $1 },
      relativeSpread: evidence.relativeSpread, alignment: try UnitSphere.alignment(a, b),
      uniformity: try (UnitSphere.uniformity(a) + UnitSphere.uniformity(b)) / 2,
      spectrum: Array(viewA.eigenvalues.prefix(mostEigenvalues)), correlation: try corner(a, b))
    return (summary, terms)
  }

  /// The first rows and columns of C.
  private static func corner(_ a: Tensor, _ b: Tensor) throws -> [[Float]] {
    let (images, size) = (a.size(0), min(a.size(1), mostCorrelations))
    let parts = try [a, b].map { try StandardizedEmbeddings($0.narrow(1, start: 0, length: size).contiguous()).values }
    let values = try (parts[0].transpose().matmul(parts[1]) / Double(images)).floats()
    return (0..<size).map { Array(values[($0 * size)..<(($0 + 1) * size)]) }
  }
}

extension EmbeddingSummary {
  /// The summary of embeddings `[N, D]` of two views, whose rows correspond.
  ///
  /// - Throws: ``ObjectiveError`` if the shapes do not fit, N is 1, or a value is not finite or above 1e70.
  public init(_ embeddingsA: Tensor, _ embeddingsB: Tensor, lambda: Double = BarlowTwinsObjective.publishedLambda)
    throws
  {
    self = try EmbeddingDiagnosis(embeddingsA, embeddingsB, lambda: lambda).summary
  }
}
