import Evaluation
import Foundation
import Testing

@testable import Galleries

@Suite struct NeighborGraphTests {
  @Test func weightsOfARowAddUpToTheLogarithm() {
    let distances = (1...15).map { 0.1 * Double($0) }
    let weights = NeighborGraph.weights(distances)
    #expect(weights[0] == 1 && abs(weights.reduce(0, +) - log2(15)) < 1e-6)
    #expect(zip(weights, weights.dropFirst()).allSatisfy { $0 > $1 })
    // Exponential in the distance beyond the nearest.
    #expect(abs(weights[2] - weights[1] * weights[1]) < 1e-9)
    #expect(NeighborGraph.weights([0.3, 0.3, 0.3]) == [1, 1, 1])
  }

  @Test func edgesAreThereInBothDirectionsOnce() throws {
    // 0 and 1 are each other's nearest; 2 has 1, which does not have it.
    let graph = NeighborGraph(NearestNeighbors(k: 1, rows: [1, 0, 1], similarities: [0.9, 0.9, 0.5]))
    #expect(graph.heads == [0, 1, 1, 2] && graph.tails == [1, 0, 2, 1])
    #expect(graph.weights == [1, 1, 1, 1])
    // a + b − a · b, whichever end counts the other.
    let pairs = NeighborGraph(
      NearestNeighbors(
        k: 3, rows: [1, 2, 3, 0, 2, 3, 0, 1, 3, 0, 1, 2],
        similarities: [0.99, 0.7, 0.2, 0.99, 0.8, 0.1, 0.8, 0.7, 0.6, 0.6, 0.2, 0.1]))
    #expect(pairs.heads.count == 12)
    for edge in pairs.heads.indices {
      let back = pairs.heads.indices.first {
        pairs.heads[$0] == pairs.tails[edge] && pairs.tails[$0] == pairs.heads[edge]
      }
      #expect(back.map { abs(pairs.weights[$0] - pairs.weights[edge]) < 1e-6 } == true)
    }
    // The weights that 2 and 3 give each other: of 2's neighbours 3 is the last, of 3's 2.
    func distances(_ similarities: [Float]) -> [Double] { similarities.map { (2 - 2 * Double($0)).squareRoot() } }
    let (a, b) = (
      NeighborGraph.weights(distances([0.8, 0.7, 0.6]))[2], NeighborGraph.weights(distances([0.6, 0.2, 0.1]))[2]
    )
    let edge = try #require(pairs.heads.indices.first { pairs.heads[$0] == 2 && pairs.tails[$0] == 3 })
    #expect(abs(Double(pairs.weights[edge]) - (a + b - a * b)) < 1e-5 && a < 0.9 && b < 0.9)
    #expect(pairs.weights.allSatisfy { $0 > 0 && $0 <= 1 } && Set(pairs.weights).count > 3)
  }
}
