import Foundation
import Torch

/// The number that scores are divided by, so that a classifier that says 80 % is right in 80 of 100 cases (Guo et al., arXiv 1706.04599).
enum Temperature {
  /// The range that is searched: where scores separate all held-out images there is no smallest temperature.
  static let range = 0.05...20.0

  /// The temperature at which the mean cross-entropy of scores is least.
  ///
  /// In s = 1/T the cross-entropy is convex: its derivative is the mean of Σ_k p_k·z_k − z_y, and has one root, which is bisected.
  ///
  /// - Parameters:
  ///   - scores: `[N, classes]`.
  ///   - classes: The class of each row, from 0.
  /// - Returns: T, within ``range``.
  /// - Throws: `TorchError` if libtorch fails.
  static func fit(_ scores: Tensor, classes: [Int]) throws -> Double {
    try withoutGradients {
      let scores = try scores.to(.float64)
      let own = try scores.gather(1, Tensor.from(classes, shape: [classes.count, 1]))
      func slope(_ s: Double) throws -> Double {
        let probabilities = try (scores * s).softmax(1)
        return try ((probabilities * scores).sum([1], keep: true) - own).mean().item()
      }
      var (low, high) = (log(1 / range.upperBound), log(1 / range.lowerBound))
      for _ in 0..<60 {
        let middle = (low + high) / 2
        if try slope(exp(middle)) < 0 { low = middle } else { high = middle }
      }
      return exp(-(low + high) / 2)
    }
  }
}
