import Foundation
import Torch

/// What the embeddings of one view tell about collapse; either view may collapse, since networks can be separate.
///
/// All of it comes from the Gram matrix of the smaller side, in double precision.
struct ViewStatistics {
  /// The number of rows N.
  let images: Int
  /// The number of features D.
  let dimension: Int
  /// RankMe of the embeddings as they are.
  let rankMe: Double
  /// The effective rank of the standardized embeddings.
  let effectiveDimension: Double
  /// The eigenvalues of the covariance (with N − 1), descending, min(N, D) of them.
  let eigenvalues: [Double]
  /// Whether each feature hardly varies over the images.
  let isDead: [Bool]
  /// √(Σ variance / Σ mean square).
  let relativeSpread: Double
  /// The mean share of the features' variance that survives the ε of batch normalization.
  let liveShare: Double
  /// The root mean square of the correlations of different features of this view.
  let rmsCorrelation: Double

  /// The statistics of embeddings `[N, D]`, float64, finite, N ≥ 2.
  ///
  /// - Parameters:
  ///   - embeddings: The embeddings of one view.
  ///   - wantsSpectrum: Whether to compute ``rankMe`` and ``eigenvalues``, else 1 and none.
  /// - Throws: `TorchError` if libtorch fails.
  init(_ embeddings: Tensor, wantsSpectrum: Bool = true) throws {
    (images, dimension) = (embeddings.size(0), embeddings.size(1))
    let isWide = images < dimension
    let mean = try embeddings.mean([0], keep: true)
    let centred = try embeddings - mean
    let variance = try centred.square().mean([0])
    let variances = try variance.doubles()
    let meanSquares = try embeddings.square().mean([0]).doubles()

    let (total, size) = (variances.reduce(0, +), meanSquares.reduce(0, +))
    relativeSpread = size > 0 ? (total / size).squareRoot() : 0
    let epsilon = StandardizedEmbeddings.epsilon
    liveShare = variances.reduce(0) { $0 + $1 / ($1 + epsilon) } / Double(dimension)
    let leastShare = EmbeddingDiagnosis.leastRelativeSpread * EmbeddingDiagnosis.leastRelativeSpread
    isDead = zip(variances, meanSquares).map { $0 < epsilon || $0 < leastShare * $1 }

    let gram = try isWide ? centred.matmul(centred.transpose()) : centred.transpose().matmul(centred)
    if wantsSpectrum {
      let degrees = Double(images - 1)
      eigenvalues = try RankMe.descending(gram.symmetricEigenvalues()).map { $0 / degrees }
      let raw = try Self.uncentred(gram, centred: centred, mean: mean, isWide: isWide)
      rankMe = try RankMe.effectiveRank(gramEigenvalues: RankMe.descending(raw.symmetricEigenvalues()))
    } else {
      (eigenvalues, rankMe) = ([], 1)
    }

    // ẐẐᵀ, or ẐᵀẐ = the Gram matrix with rows and columns divided by the regularized deviations.
    let inverse = try (variance + epsilon).rsqrt()
    let standardized: Tensor
    if isWide {
      let values = try centred * inverse
      standardized = try values.matmul(values.transpose())
    } else {
      standardized = try gram * inverse * inverse.unsqueeze(1)
    }
    effectiveDimension = try RankMe.effectiveRank(
      gramEigenvalues: RankMe.descending(standardized.symmetricEigenvalues()))
    // Either Gram matrix has the norm of N·C of a view with itself, whose diagonal is known.
    let diagonal = variances.reduce(0) { $0 + ($1 / ($1 + epsilon)) * ($1 / ($1 + epsilon)) }
    let all = try standardized.square().sum().item() / (Double(images) * Double(images))
    rmsCorrelation =
      dimension > 1 ? (max(all - diagonal, 0) / Double(dimension * (dimension - 1))).squareRoot() : 0
  }

  /// The Gram matrix of what was centred; only sums, so that nothing cancels.
  private static func uncentred(_ gram: Tensor, centred: Tensor, mean: Tensor, isWide: Bool) throws -> Tensor {
    guard isWide else { return try gram.adding(mean.transpose().matmul(mean), alpha: Double(centred.size(0))) }
    let along = try centred.matmul(mean.transpose())
    return try gram + along + along.transpose() + mean.square().sum()
  }
}
