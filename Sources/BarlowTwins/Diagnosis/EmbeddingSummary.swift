/// The numbers of a diagnosis of two views' embeddings, as they are recorded and drawn; its keys in JSON are its names.
public struct EmbeddingSummary: Codable, Equatable, Sendable {
  /// The state in one word; nil for features that are no embeddings and have not collapsed.
  public var verdict: Verdict?
  /// One or two sentences: the reason of the verdict and what helps.
  public var reason: String
  /// The verdict's name, `none` without one.
  public var verdictName: String { verdict?.rawValue ?? "none" }
  /// The number of rows N of each view.
  public var images: Int
  /// The number of features D.
  public var dimension: Int
  /// The Barlow Twins loss of the embeddings, whatever the objective that they were trained for.
  public var loss: Double
  /// The weight λ of the redundancy term in that loss.
  public var lambda: Double
  /// The least loss of views that agree fully, with as many images and features.
  public var floor: Double
  /// The invariance term Σ_i (1 − C_ii)².
  public var invariance: Double
  /// The redundancy term Σ_{i≠j} C_ij², without its weight.
  public var redundancy: Double
  /// The mean of C_ii.
  public var meanDiagonal: Double
  /// The root mean square of C_ij for i ≠ j.
  public var rmsOffDiagonal: Double
  /// RankMe of view A's embeddings (arXiv 2210.02885).
  public var rankMe: Double
  /// The effective rank of standardized embeddings, the lower of both views'.
  public var effectiveDimension: Double
  /// The exponent α of the spectrum's power law (α-ReQ); nil where too few eigenvalues are above 0 to fit one.
  public var alphaReQ: Double?
  /// LiDAR (arXiv 2312.04000), the effective rank of what tells images apart; nil where it cannot be computed.
  public var lidar: Double?
  /// The number of features that hardly vary over the images, in either view.
  public var deadDimensions: Int
  /// The spread of the embeddings over the images beside their size, the lower of both views'.
  public var relativeSpread: Double
  /// The mean squared distance of the two views of an image on the unit sphere (arXiv 2005.10242); 0 when they agree.
  public var alignment: Double
  /// The logarithm of the mean Gaussian potential of pairs of images on the unit sphere, at most 0; −4 or so when uniform.
  public var uniformity: Double
  /// The eigenvalues of the covariance of view A's embeddings, from the largest down, at most 512 of them.
  public var spectrum: [Double]
  /// The first rows and columns of C, at most 64 each.
  public var correlation: [[Float]]

  public init(
    verdict: Verdict?, reason: String, images: Int, dimension: Int, loss: Double, lambda: Double, floor: Double,
    invariance: Double, redundancy: Double, meanDiagonal: Double, rmsOffDiagonal: Double, rankMe: Double,
    effectiveDimension: Double, alphaReQ: Double?, lidar: Double?, deadDimensions: Int, relativeSpread: Double,
    alignment: Double, uniformity: Double, spectrum: [Double], correlation: [[Float]]
  ) {
    self.verdict = verdict
    self.reason = reason
    self.images = images
    self.dimension = dimension
    self.loss = loss
    self.lambda = lambda
    self.floor = floor
    self.invariance = invariance
    self.redundancy = redundancy
    self.meanDiagonal = meanDiagonal
    self.rmsOffDiagonal = rmsOffDiagonal
    self.rankMe = rankMe
    self.effectiveDimension = effectiveDimension
    self.alphaReQ = alphaReQ
    self.lidar = lidar
    self.deadDimensions = deadDimensions
    self.relativeSpread = relativeSpread
    self.alignment = alignment
    self.uniformity = uniformity
    self.spectrum = spectrum
    self.correlation = correlation
  }
}
