import Foundation
import Torch

/// LiDAR, the effective rank of what tells images apart beside what tells views apart (Thilak et al., arXiv 2312.04000).
///
/// With μ_x the mean of the q views of image x and μ the mean of all, Σ_b = E_x[(μ_x − μ)(μ_x − μ)ᵀ],
/// Σ_w = E_x E_v[(e_v(x) − μ_x)(e_v(x) − μ_x)ᵀ] + δI and Σ = Σ_w^(−½) Σ_b Σ_w^(−½). With the eigenvalues λ of Σ,
/// p_i = λ_i / Σλ + ε and LiDAR = exp(−Σ p_i log p_i).
///
/// The expectations are means: with q views of n images, Σ_w is over n·q and Σ_b over n. Other implementations divide by
/// n(q − 1) and n − 1.
public enum LiDAR {
  /// The δ of the definition, as published.
  public static let delta = 1e-4
  /// The ε of the definition, as published.
  public static let epsilon = 1e-7

  /// LiDAR of q ≥ 2 views `[N, D]` whose rows correspond; nil if the images do not differ.
  ///
  /// Directions in which neither images nor views differ have λ = 0 and count for ε each, as in the definition.
  public static func value(_ views: [Tensor]) throws -> Double? {
    precondition(views.count >= 2, "LiDAR compares the views of an image: at least two are needed")
    return try withoutGradients {
      let eigenvalues = try eigenvalues(views.map { try $0.to(.float64) })
      let total = eigenvalues.reduce(0, +)
      guard total > 0, total.isFinite else { return nil }
      let rest = views[0].size(1) - eigenvalues.count
      var entropy = eigenvalues.reduce(0) { sum, value in
        let p = value / total + epsilon
        return sum - p * log(p)
      }
      entropy -= Double(max(rest, 0)) * epsilon * log(epsilon)
      return exp(entropy)
    }
  }

  /// The eigenvalues of Σ, at most min(N, D) of them, the rest being 0.
  private static func eigenvalues(_ views: [Tensor]) throws -> [Double] {
    let (images, dimension, count) = (views[0].size(0), views[0].size(1), views.count)
    let (means, contrasts) = try parts(views)
    // Σ_w without δ is EᵀE / (N·q), E being the contrasts.
    let weight = 1 / Double(images * count)
    let scatter: Tensor
    if dimension <= contrasts.size(0) {
      let (within, axes) = try (contrasts.transpose().matmul(contrasts) * weight).symmetricEigen()
      let projected = try means.matmul(axes) * (within.clamp(minimum: 0) + delta).rsqrt()
      scatter =
        try images < dimension
        ? projected.matmul(projected.transpose()) : projected.transpose().matmul(projected)
    } else {
      scatter = try dualScatter(means: means, contrasts: contrasts, weight: weight)
    }
    return try (scatter / Double(images)).symmetricEigenvalues().doubles().map { max($0, 0) }
  }

  /// N times Σ as a matrix `[N, N]` with the same eigenvalues, for more features than contrasts.
  ///
  /// Σ_w is δI outside the span of the contrasts, whose axes V come from their smaller Gram matrix: with P = M·V and
  /// R = M − P·Vᵀ it is P·(S + δ)⁻¹·Pᵀ + R·Rᵀ/δ.
  private static func dualScatter(means: Tensor, contrasts: Tensor, weight: Double) throws -> Tensor {
    let (squares, rotation) = try contrasts.matmul(contrasts.transpose()).symmetricEigen()
    let values = try squares.doubles()
    let largest = values.last ?? 0
    let first = values.firstIndex { $0 > 1e-12 * largest } ?? values.count
    let residual: Tensor
    var within: Tensor?
    if first < values.count, largest > 0 {
      let length = values.count - first
      let kept = try squares.narrow(start: first, length: length)
      let axes = try contrasts.transpose().matmul(rotation.narrow(1, start: first, length: length)) * kept.rsqrt()
      let projected = try means.matmul(axes)
      residual = try means - projected.matmul(axes.transpose())
      within = try (projected / (kept * weight + delta)).matmul(projected.transpose())
    } else {
      residual = means
    }
    let outside = try residual.matmul(residual.transpose()) / delta
    return try within.map { try $0 + outside } ?? outside
  }

  /// The centred mean of each image's views, and the orthogonal contrasts between them (Helmert's), q − 1 of each image.
  ///
  /// The squares of the contrasts sum up to those of the views' distances from their mean.
  private static func parts(_ views: [Tensor]) throws -> (means: Tensor, contrasts: Tensor) {
    let sum = try views[0].clone()
    var contrasts: [Tensor] = []
    for (number, view) in views.enumerated().dropFirst() {
      let k = Double(number)
      contrasts.append(try sum.adding(view, alpha: -k) / (k * (k + 1)).squareRoot())
      try sum.addInPlace(view)
    }
    let means = try sum / Double(views.count)
    return (try means - means.mean([0], keep: true), try Tensor.cat(contrasts))
  }
}
