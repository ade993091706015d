import Foundation
import Torch

/// RankMe, the effective rank of embeddings (Garrido et al., arXiv 2210.02885).
public enum RankMe {
  /// The exponential of the entropy of the normalized singular values of `embeddings` `[N, D]`: from 1 to min(N, D).
  ///
  /// p_k = σ_k / Σσ + 1e-7 and RankMe = exp(−Σ p_k log p_k). Embeddings that are all zero have rank 1, the least there is.
  public static func value(_ embeddings: Tensor) throws -> Double {
    effectiveRank(singularValues: try singularValues(embeddings))
  }

  static func effectiveRank(singularValues: [Double]) -> Double {
    let total = singularValues.reduce(0, +)
    guard total > 0 else { return 1 }
    let entropy = singularValues.reduce(0) { sum, value in
      let p = value / total + 1e-7
      return sum - p * log(p)
    }
    return exp(entropy)
  }

  /// The singular values of a matrix from the eigenvalues of its smaller Gram matrix, in double precision.
  ///
  /// Far quicker than a singular value decomposition for many more rows than columns; what it loses, values under 1e-8 of
  /// the largest, does not count in an entropy.
  static func singularValues(_ matrix: Tensor) throws -> [Double] {
    try withoutGradients {
      let wide = matrix.size(0) < matrix.size(1)
      let exact = try matrix.to(.float64)
      let gram = try wide ? exact.matmul(exact.transpose()) : exact.transpose().matmul(exact)
      return try roots(gram.symmetricEigenvalues())
    }
  }

  /// The roots of a Gram matrix's eigenvalues, which rounding may have made negative.
  static func roots(_ eigenvalues: Tensor) throws -> [Double] {
    try eigenvalues.doubles().map { max($0, 0).squareRoot() }
  }
}
