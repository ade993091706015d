import Encoders
import Evaluation
import Foundation
import Torch

/// The images that a classifier has learned from, by which it tells how far an image is from everything that it knows.
///
/// The distance is the Euclidean one to the tenth nearest of them (to a nearer one where there are few), of features that are standardized
/// by their statistics, as the root mean square of its D components: about 1 for two images that have nothing to do with each other.
/// Neighbours need no shape of the classes (arXiv 2204.06507). The cosine, used there, forgets how long features are, by which networks of
/// short training tell what is unlike; docs/classify.md has the comparison.
public struct KnownImages {
  /// What is taken away from features, `[D]`.
  let mean: Tensor
  /// What they are multiplied by then, `[D]`.
  let scale: Tensor
  /// The standardized features of the images, `[M, D]`.
  let rows: Tensor
  /// The distance beyond which an image is unlike all that is known; nil if too few images were held out to tell.
  public let threshold: Double?

  /// The share of held-out images of known classes that is nearer than the threshold.
  public static let share = 0.99
  /// The most images that are kept, a choice from every class.
  static let mostImages = 10_000
  /// Fewer held-out images do not tell what is far.
  static let leastHeldOut = 20
  /// Which neighbour the distance is to, among many images.
  private static let usualNeighbor = 10

  /// How many images are kept.
  public var count: Int { rows.size(0) }

  /// Which neighbour the distance is to: one of the nearest fiftieth.
  var neighbor: Int { max(1, min(Self.usualNeighbor, count / 50)) }

  /// The images of features `[M, D]`, with the statistics that standardize them.
  init(_ features: Tensor, mean: Tensor, scale: Tensor) throws {
    (self.mean, self.scale, threshold) = (mean, scale, nil)
    rows = try Self.standardized(features, mean, scale)
  }

  init(rows: Tensor, mean: Tensor, scale: Tensor, threshold: Double?) {
    (self.rows, self.mean, self.scale, self.threshold) = (rows, mean, scale, threshold)
  }

  /// The same images with another threshold.
  func with(threshold: Double?) -> KnownImages {
    KnownImages(rows: rows, mean: mean, scale: scale, threshold: threshold)
  }

  private static func standardized(_ features: Tensor, _ mean: Tensor, _ scale: Tensor) throws -> Tensor {
    try withoutGradients { try (features.to(.cpu).to(.float32) - mean) * scale }
  }

  /// The distance of each row of features `[N, D]`.
  func distances(of features: Tensor) throws -> [Double] {
    try withoutGradients {
      let queries = try Self.standardized(features, mean, scale)
      let own = try queries.square().sum([1], keep: true)
      let others = try rows.square().sum([1], keep: true).transpose()
      let nearness = try queries.matmul(rows.transpose()) * 2 - own - others
      let nearest = try nearness.topK(neighbor).values.narrow(1, start: neighbor - 1, length: 1)
      return try nearest.doubles().map { (max(0, -$0) / Double(rows.size(1))).squareRoot() }
    }
  }

  /// The distance that `share` of the distances of held-out images do not exceed; nil of too few.
  ///
  /// Of n distances it is the ⌈share·(n + 1)⌉-th, so that a new image of a known class exceeds it with a probability of at most 1 − share
  /// (arXiv 2107.07511, equation 1), or the largest where n is too small for that.
  static func threshold(of distances: [Double]) -> Double? {
    guard distances.count >= leastHeldOut else { return nil }
    let sorted = distances.sorted()
    let rank = Int((share * Double(sorted.count + 1)).rounded(.up))
    return sorted[min(rank, sorted.count) - 1]
  }
}
