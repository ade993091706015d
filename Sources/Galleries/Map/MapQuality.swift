import CFeatureKernels
import Clustering
import Evaluation
import Formatting
import Randomness

/// How many of the nearest neighbours by features are among the nearest on a map.
///
/// Of a random sample of images, each of which is compared with all others.
public struct MapQuality: Sendable, Equatable, Encodable {
  /// The share on the map, from 0 to 1.
  public let map: Double
  /// The share in the plane of the first two principal axes.
  public let principalPlane: Double
  /// The share if places were random.
  public let chance: Double
  /// How many nearest ones count.
  public let neighbors: Int

  /// How many nearest ones count, where there are as many.
  static let neighborCount = 10
  private static let largestSample = 1000

  /// Compares places with neighbours.
  init(
    _ nearest: NearestNeighbors, map: [SIMD2<Float>], plane: [SIMD2<Float>], seed: UInt64,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    let count = nearest.count
    neighbors = min(Self.neighborCount, nearest.k)
    chance = Double(neighbors) / Double(count - 1)
    var generator = SplitMix64(seed: seed, stream: 1)
    let sample = generator.choice(min(Self.largestSample, count), of: count)
    let layouts = [map, plane].map { $0.flatMap { [$0.x, $0.y] } }
    var kept = [0, 0]
    for (done, row) in sample.enumerated() {
      for (number, places) in layouts.enumerated() {
        kept[number] += Self.kept(row, nearest, places, neighbors)
      }
      if done % 100 == 99 { try progress(WorkProgress("map's neighbours", done: done + 1, of: sample.count)) }
    }
    let all = Double(sample.count * neighbors)
    (self.map, principalPlane) = (Double(kept[0]) / all, Double(kept[1]) / all)
  }

  /// How many of the first `k` neighbours of a row are among its `k` nearest on the map.
  private static func kept(_ row: Int, _ nearest: NearestNeighbors, _ places: [Float], _ k: Int) -> Int {
    var distances = [Float](repeating: .infinity, count: nearest.count)
    places.withUnsafeBufferPointer { all in
      guard let start = all.baseAddress else { return }
      cfk_lessen_distances(start, nearest.count, 2, start + 2 * row, &distances)
    }
    distances[row] = .infinity
    // The nearest so far, ascending.
    var best = [Float](repeating: .infinity, count: k)
    distances.withUnsafeBufferPointer { distances in
      for distance in distances where distance < best[k - 1] {
        var place = k - 1
        while place > 0, best[place - 1] > distance {
          best[place] = best[place - 1]
          place -= 1
        }
        best[place] = distance
      }
    }
    return (0..<k).count { distances[Int(nearest.rows[row * nearest.k + $0])] <= best[k - 1] }
  }
}
