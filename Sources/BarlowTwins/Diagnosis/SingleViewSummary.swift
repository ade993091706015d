import Torch

/// What the embeddings of one view tell by themselves; its keys in JSON are its names.
///
/// The loss, the agreement of views and LiDAR need pairs: see ``EmbeddingSummary``.
public struct SingleViewSummary: Codable, Equatable, Sendable {
  /// The collapse that shows in one view, ``Verdict/completeCollapse`` or ``Verdict/redundant``; nil if none does.
  public let verdict: Verdict?
  /// One or two sentences: the reason of the verdict and what helps.
  public let reason: String
  /// The number of rows N.
  public let images: Int
  /// The number of features D.
  public let dimension: Int
  /// RankMe (arXiv 2210.02885).
  public let rankMe: Double
  /// The effective rank of the standardized embeddings.
  public let effectiveDimension: Double
  /// The exponent α of the spectrum's power law (α-ReQ); nil where too few eigenvalues are above 0 to fit one.
  public let alphaReQ: Double?
  /// The number of features that hardly vary over the images.
  public let deadDimensions: Int
  /// The spread of the embeddings over the images beside their size.
  public let relativeSpread: Double
  /// The root mean square of the correlations of different features.
  public let rmsCorrelation: Double
  /// The logarithm of the mean Gaussian potential of pairs of images on the unit sphere (arXiv 2005.10242).
  public let uniformity: Double
  /// The eigenvalues of the covariance, from the largest down, at most 512 of them.
  public let spectrum: [Double]

  /// The summary of embeddings `[N, D]`, or of other features, of which only a complete collapse is told.
  ///
  /// - Throws: ``ObjectiveError`` if they are no matrix, N is 1, or a value is not finite or above 1e70.
  public init(_ embeddings: Tensor, areEmbeddings: Bool = true) throws {
    try ObjectiveError.check(embeddings, embeddings)
    let (view, directions, uniformity) = try withoutGradients {
      let exact = try EmbeddingDiagnosis.exact(embeddings, name: "embeddings")
      return (try ViewStatistics(exact), try UnitSphere.spread(exact), try UnitSphere.uniformity(exact))
    }
    let evidence = Verdict.Evidence(
      images: view.images, dimension: view.dimension, relativeSpread: view.relativeSpread,
      directionalSpread: directions, liveShare: view.liveShare,
      effectiveDimension: view.effectiveDimension, rmsOffDiagonal: view.rmsCorrelation, agreement: nil,
      areEmbeddings: areEmbeddings)
    verdict = evidence.verdict == .healthy ? nil : evidence.verdict
    reason = evidence.reason
    (images, dimension) = (view.images, view.dimension)
    rankMe = view.rankMe
    effectiveDimension = view.effectiveDimension
    alphaReQ = AlphaReQ.exponent(eigenvalues: view.eigenvalues)
    deadDimensions = view.isDead.count { $0 }
    relativeSpread = view.relativeSpread
    rmsCorrelation = view.rmsCorrelation
    self.uniformity = uniformity
    spectrum = Array(view.eigenvalues.prefix(EmbeddingDiagnosis.mostEigenvalues))
  }
}
