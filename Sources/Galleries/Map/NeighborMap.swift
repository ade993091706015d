import CFeatureKernels
import Evaluation
import Formatting
import Foundation
import Randomness

/// Images in the plane, so that the nearest neighbours by their features are near each other.
///
/// Neighbours draw each other together and random others push each other apart: UMAP (McInnes, Healy and Melville, arXiv 1802.03426) with the
/// kernel 1 / (1 + d²) of t-SNE, of exact neighbours. Others push harder than in UMAP, which keeps more neighbours (Böhm, Berens and Kobak,
/// "Attraction-repulsion spectrum in neighbor embeddings", 2022). One thread does it, so that the same seed gives the same map to the last bit.
public struct NeighborMap: Sendable, Equatable {
  /// The place of each image; both axes from 0 to 1 and with the same unit, the longer extent across.
  public let places: [SIMD2<Float>]

  /// How many nearest neighbours of each image count, where there are as many.
  public static let neighborCount = 15
  private static let passes = 400
  /// How many others push an image away at each step.
  private static let negatives = 5
  /// How strongly others push, beside UMAP's 1.
  ///
  /// Of 10,000 images of CIFAR-10 a strength of 1 keeps 11 %, one of 10 22 %, one of 30 26 % of neighbours; of a hundred images 30 keeps
  /// fewer than 1.
  private static let repulsion: Float = 20
  /// The deviation of places along the first axis at the start.
  private static let extent: Float = 15

  /// Lays images out.
  ///
  /// - Parameters:
  ///   - neighbors: The nearest other images of each.
  ///   - start: Where each is at the start.
  ///   - seed: The seed of what is drawn.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Throws: What `progress` throws.
  init(
    _ neighbors: NearestNeighbors, from start: [SIMD2<Float>], seed: UInt64,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    let graph = NeighborGraph(neighbors.first(Self.neighborCount))
    var generator = SplitMix64(seed: seed, stream: 0)
    let deviation = (start.reduce(Float(0)) { $0 + $1.x * $1.x } / Float(start.count)).squareRoot()
    let scale = Self.extent / max(deviation, 1e-20)
    // Copies of an image begin beside each other.
    func jitter() -> Float { Float(generator.uniform() - 0.5) * 1e-3 * Self.extent }
    var places = start.flatMap { place in [place.x * scale + jitter(), place.y * scale + jitter()] }
    var state = generator.next()
    for pass in 0..<Self.passes {
      let rate = 1 - Float(pass) / Float(Self.passes)
      cfk_layout_pass(
        &places, start.count, graph.heads, graph.tails, graph.weights, graph.heads.count, rate, Self.repulsion,
        Self.negatives, &state)
      if pass % 10 == 9 { try progress(WorkProgress("map", done: pass + 1, of: Self.passes)) }
    }
    self.places = Self.fitted(start.indices.map { SIMD2(places[2 * $0], places[2 * $0 + 1]) })
  }

  /// Places turned so that they extend farthest across, and within 0 to 1.
  static func fitted(_ places: [SIMD2<Float>]) -> [SIMD2<Float>] {
    let count = Double(max(places.count, 1))
    let middle = places.reduce(SIMD2<Double>()) { $0 + SIMD2<Double>($1) } / count
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for place in places {
      let offset = SIMD2<Double>(place) - middle
      (xx, xy, yy) = (xx + offset.x * offset.x, xy + offset.x * offset.y, yy + offset.y * offset.y)
    }
    let angle = atan2(2 * xy, xx - yy) / 2
    let (across, down) = (SIMD2(cos(angle), sin(angle)), SIMD2(-sin(angle), cos(angle)))
    let turned = places.map { place -> SIMD2<Double> in
      let offset = SIMD2<Double>(place) - middle
      return SIMD2((offset * across).sum(), (offset * down).sum())
    }
    var (low, high) = (SIMD2<Double>(repeating: .infinity), SIMD2<Double>(repeating: -.infinity))
    for place in turned { (low, high) = (pointwiseMin(low, place), pointwiseMax(high, place)) }
    let span = max((high - low).max(), 1e-12)
    let center = (low + high) / 2
    return turned.map { SIMD2<Float>(($0 - center) / span + SIMD2(repeating: 0.5)) }
  }
}
