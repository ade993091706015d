import Evaluation
import Foundation

/// The graph of nearest neighbours, each edge with a weight of at most 1: how far both of its ends count each other among them.
///
/// The weights are those of UMAP (McInnes, Healy and Melville, arXiv 1802.03426, sections 2.2 and 3.1): exp(−(d − ρ) / σ) for each
/// neighbour at distance d, where ρ is the distance of the nearest and σ such that the weights of a row add up to log₂ k; a pair that has
/// the weights a and b gets a + b − a · b.
///
/// Each edge is there in both directions, in the order of the rows that they lead from.
struct NeighborGraph: Equatable {
  /// One end of each edge.
  let heads: [Int32]
  /// The other end.
  let tails: [Int32]
  /// Above 0, at most 1.
  let weights: [Float]

  private static let searchSteps = 48

  /// The graph of some rows.
  ///
  /// - Parameter neighbors: The nearest other rows of each row, by cosine similarity.
  init(_ neighbors: NearestNeighbors) {
    let k = neighbors.k
    var directed: [(head: Int32, tail: Int32, weight: Float)] = []
    directed.reserveCapacity(2 * neighbors.rows.count)
    for row in 0..<neighbors.count {
      let places = (row * k)..<((row + 1) * k)
      // Of unit length: ‖a − b‖² = 2 − 2 cos.
      let distances = places.map { (max(0, 2 - 2 * Double(neighbors.similarities[$0]))).squareRoot() }
      for (place, weight) in zip(places, Self.weights(distances)) {
        directed.append((Int32(row), neighbors.rows[place], Float(weight)))
        directed.append((neighbors.rows[place], Int32(row), Float(weight)))
      }
    }
    directed.sort { ($0.head, $0.tail, $0.weight) < ($1.head, $1.tail, $1.weight) }
    var (heads, tails, weights) = ([Int32](), [Int32](), [Float]())
    for edge in directed {
      if let last = heads.indices.last, heads[last] == edge.head, tails[last] == edge.tail {
        weights[last] += edge.weight - weights[last] * edge.weight
      } else {
        heads.append(edge.head)
        tails.append(edge.tail)
        weights.append(edge.weight)
      }
    }
    (self.heads, self.tails, self.weights) = (heads, tails, weights)
  }

  /// The weights of a row's neighbours at some distances, ascending.
  static func weights(_ distances: [Double]) -> [Double] {
    guard let nearest = distances.first, let farthest = distances.last, farthest - nearest > 1e-9 else {
      return distances.map { _ in 1 }
    }
    // One neighbour has log₂ 1 = 0; the nearest always has the weight 1.
    let wanted = max(log2(Double(distances.count)), 1)
    var (low, high) = (0.0, 64 * (farthest - nearest))
    for _ in 0..<searchSteps {
      let width = (low + high) / 2
      let sum = distances.reduce(0) { $0 + exp(-($1 - nearest) / width) }
      if sum > wanted { high = width } else { low = width }
    }
    return distances.map { max(exp(-($0 - nearest) / high), 1e-6) }
  }
}
