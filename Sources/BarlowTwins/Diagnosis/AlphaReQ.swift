import Foundation
import Torch

/// α-ReQ, the exponent of the power law that the eigenvalues of embeddings' covariance follow (Agrawal et al., NeurIPS 2022).
///
/// With λ_1 ≥ λ_2 ≥ … the fit is λ_j ≈ c·j^(−α). Features of equal weight have α = 0; the larger α, the fewer directions
/// hold the variance. The paper finds representations good where α is near 1. All j weigh alike here, while the authors' code
/// weights each by 1/j and fits a chosen range, so that numbers differ.
public enum AlphaReQ {
  /// Eigenvalues under this share of the largest are left out of the fit: they are rounding, not spectrum.
  public static let leastShare = 1e-10

  /// The exponent for embeddings `[N, D]`; nil if fewer than three eigenvalues are above 0.
  public static func value(_ embeddings: Tensor) throws -> Double? {
    try withoutGradients {
      let exact = try embeddings.to(.float64)
      let degrees = Double(max(embeddings.size(0) - 1, 1))
      let eigenvalues = try RankMe.gramEigenvalues(exact - exact.mean([0], keep: true))
      return exponent(eigenvalues: eigenvalues.map { $0 / degrees })
    }
  }

  /// Minus the slope of log λ_j over log j by ordinary least squares, of `eigenvalues` in descending order.
  ///
  /// The range is j = 1 to the last eigenvalue above ``leastShare`` of the first; nil if it has fewer than three.
  public static func exponent(eigenvalues: [Double]) -> Double? {
    guard let largest = eigenvalues.first, largest > 0 else { return nil }
    let used = eigenvalues.prefix { $0 > leastShare * largest }
    guard used.count >= 3 else { return nil }
    let x = used.indices.map { log(Double($0 + 1)) }
    // Relative to the largest: the slope does not change, and nothing is too small for a logarithm.
    let y = used.map { log($0 / largest) }
    let (meanX, meanY) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
    let covariance = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    let variance = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    return -covariance / variance
  }
}
