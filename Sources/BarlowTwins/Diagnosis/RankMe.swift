import Foundation
import Torch

/// RankMe, the effective rank of embeddings (Garrido et al., arXiv 2210.02885).
public enum RankMe {
  /// The exponential of the entropy of the normalized singular values of `embeddings` `[N, D]`: from 1 to min(N, D).
  ///
  /// p_k = σ_k / Σσ + 1e-7 and RankMe = exp(−Σ p_k log p_k). Embeddings that are all zero have rank 1, the least there is.
  public static func value(_ embeddings: Tensor) throws -> Double {
    try withoutGradients { effectiveRank(gramEigenvalues: try gramEigenvalues(embeddings.to(.float64))) }
  }

  /// The effective rank of a matrix from the eigenvalues of either of its Gram matrices, the squares of its singular values.
  static func effectiveRank(gramEigenvalues: [Double]) -> Double {
    let singularValues = gramEigenvalues.map { $0.squareRoot() }
    let total = singularValues.reduce(0, +)
    guard total > 0 else { return 1 }
    let entropy = singularValues.reduce(0) { sum, value in
      let p = value / total + 1e-7
      return sum - p * log(p)
    }
    return exp(entropy)
  }

  /// The eigenvalues of the smaller Gram matrix of `matrix` `[N, D]`, float64, from the largest down.
  ///
  /// Far quicker than a singular value decomposition for many more rows than columns; what it loses, singular values under
  /// 1e-8 of the largest, does not count in an entropy.
  static func gramEigenvalues(_ matrix: Tensor) throws -> [Double] {
    let isWide = matrix.size(0) < matrix.size(1)
    let gram = try isWide ? matrix.matmul(matrix.transpose()) : matrix.transpose().matmul(matrix)
    return try descending(gram.symmetricEigenvalues())
  }

  /// The eigenvalues of a Gram matrix, which libtorch gives ascending and rounding may have made negative.
  static func descending(_ eigenvalues: Tensor) throws -> [Double] {
    try eigenvalues.doubles().reversed().map { max($0, 0) }
  }
}
