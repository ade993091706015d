import Formatting
import Foundation
import Torch

/// Exact t-SNE (van der Maaten and Hinton, Journal of Machine Learning Research 9, 2008): places in the plane such that
/// neighbours stay neighbours.
///
/// Time and memory grow with N²: for up to some thousand points.
package struct TSNE {
  /// The places `[N, 2]`, row-major.
  package let points: [SIMD2<Double>]
  /// The Kullback-Leibler divergence KL(P ‖ Q) that is left.
  package let divergence: Double
  /// The perplexity that was used: the number of neighbours that count for a point.
  package let perplexity: Double

  private static let exaggeration = 12.0
  private static let least = 1e-12

  /// Lays out features `[N, D]`, N ≥ 4, starting from their first two principal axes: no chance is involved.
  ///
  /// The schedule is scikit-learn's: rate max(N / 12 / 4, 50), exaggeration 12 and momentum 0.5 for the first quarter,
  /// then momentum 0.8, with gains for each coordinate.
  ///
  /// Of the perplexity at most (N − 1) / 3 is used. `progress` is told now and then.
  ///
  /// - Throws: `TorchError` when memory is short, `EvaluationError` if a place is not finite, what `progress` throws.
  package init(
    _ features: Tensor, perplexity wanted: Double = 30, iterations: Int = 1000,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    let count = features.size(0)
    precondition(count >= 4, "t-SNE needs at least four points")
    let perplexity = max(min(wanted, Double(count - 1) / 3), 1)
    (points, divergence) = try withoutGradients {
      let joint = try Self.joint(of: features, perplexity: perplexity)
      let start = try PrincipalMap(features, axes: 2).coordinates
      let scale = try start.narrow(1, start: 0, length: 1).square().mean().item().squareRoot()
      let places = try Tensor.zeros([count, 2], dtype: .float32)
      try places.narrow(1, start: 0, length: start.size(1)).copy(from: start * (1e-4 / max(scale, 1e-300)))
      try Self.descend(places, joint: joint.to(.float32), iterations: iterations, progress: progress)
      let left = try Self.divergence(of: places.to(.float64), joint: joint)
      let values = try places.doubles()
      return ((0..<count).map { SIMD2(values[2 * $0], values[2 * $0 + 1]) }, left)
    }
    self.perplexity = perplexity
    guard points.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else {
      throw EvaluationError(.badData, "t-SNE of \(count) representations diverged; choose another number of images")
    }
  }

  /// The symmetric probabilities P `[N, N]` float64, whose sum is 1 and whose diagonal is 0.
  ///
  /// Each row's Gaussian has the width at which its entropy is that of `perplexity` equal neighbours, found by bisection of
  /// all rows at once.
  static func joint(of features: Tensor, perplexity: Double) throws -> Tensor {
    let count = features.size(0)
    var distances = try squaredDistances(features.to(.float64))
    // Only relative widths matter; the mean as unit keeps the bisection's range small.
    distances = try distances / max(distances.mean().item(), 1e-300)
    let wanted = log(perplexity)
    var low = [Double](repeating: -30, count: count)
    var high = [Double](repeating: 30, count: count)
    var rows = try Tensor.zeros([count, count], dtype: .float64)
    let others = try Tensor.ones([count, count], dtype: .float64)
    try others.diagonal().fill(0)
    let farOnDiagonal = try (others * -1e9) + 1e9
    // No weight underflows: each row's nearest neighbour has distance 0 here, which changes no ratio.
    let nearest = try -((-(distances + farOnDiagonal)).maximum(1, keep: true))
    let shifted = try (distances - nearest).clamp(minimum: 0)
    for _ in 0..<60 {
      // Precisions are searched by their logarithm.
      let middle = zip(low, high).map { ($0 + $1) / 2 }
      let precision = try Tensor.from(middle.map { exp($0) }, shape: [count, 1])
      let weights = try (shifted * (-precision)).exp() * others
      let sums = try weights.sum([1], keep: true)
      rows = try weights / sums
      // H = log Σ w + β Σ w d / Σ w.
      let means = try (rows * shifted).sum([1], keep: true)
      let entropies = try (sums.log() + precision * means).doubles()
      for row in 0..<count {
        if entropies[row] > wanted { low[row] = middle[row] } else { high[row] = middle[row] }
      }
    }
    return try (rows + rows.transpose()) / (2 * Double(count))
  }

  private static func squaredDistances(_ points: Tensor) throws -> Tensor {
    let squares = try points.square().sum([1], keep: true)
    let products = try points.matmul(points.transpose())
    return try (squares + squares.transpose()).adding(products, alpha: -2).clamp(minimum: 0)
  }

  /// Student's kernel 1 / (1 + d²) with zeros on the diagonal.
  private static func kernel(_ places: Tensor) throws -> Tensor {
    let kernel = try (squaredDistances(places) + 1).pow(-1)
    try kernel.diagonal().fill(0)
    return kernel
  }

  private static func descend(
    _ places: Tensor, joint: Tensor, iterations: Int, progress: (WorkProgress) throws -> Void
  ) throws {
    let count = places.size(0)
    let rate = max(Double(count) / exaggeration / 4, 50)
    let early = iterations / 4
    let values = 2 * count
    var velocity = [Float](repeating: 0, count: values)
    var gains = [Float](repeating: 1, count: values)
    for iteration in 0..<iterations {
      let factor = iteration < early ? exaggeration : 1
      let momentum: Float = iteration < early ? 0.5 : 0.8
      let kernel = try kernel(places)
      let total = max(try kernel.sum().item(), least)
      // ∂KL/∂y_i = 4 Σ_j (p_ij − q_ij) (y_i − y_j) / (1 + d²_ij).
      let forces = try (joint * factor).adding(kernel, alpha: -1 / total) * kernel
      let gradient = try (places * forces.sum([1], keep: true) - forces.matmul(places)) * 4
      let slopes = try gradient.floats()
      for index in 0..<values {
        let isTurning = (slopes[index] > 0) == (velocity[index] > 0)
        gains[index] = max(isTurning ? gains[index] * 0.8 : gains[index] + 0.2, 0.01)
        velocity[index] = momentum * velocity[index] - Float(rate) * gains[index] * slopes[index]
      }
      try places.addInPlace(Tensor.from(velocity, shape: [count, 2]))
      if iteration % 25 == 24 { try progress(WorkProgress("t-SNE", done: iteration + 1, of: iterations)) }
    }
    try places.subtractInPlace(places.mean([0], keep: true))
  }

  private static func divergence(of places: Tensor, joint: Tensor) throws -> Double {
    let kernel = try kernel(places)
    let total = max(try kernel.sum().item(), least)
    let ratio = try (joint.clamp(minimum: 1e-300).log() - (kernel / total).clamp(minimum: 1e-300).log())
    return try (joint * ratio).sum().item()
  }
}
