import Testing
import Torch

@testable import BarlowTwins

@Suite struct MixingTests {
  @Test func itIsAFunctionOfSeedAndStep() {
    let mixing = Mixing(seed: 3, step: 40, images: 64)
    #expect(mixing == Mixing(seed: 3, step: 40, images: 64))
    for other in [Mixing(seed: 4, step: 40, images: 64), Mixing(seed: 3, step: 41, images: 64)] {
      #expect(mixing.weight != other.weight && mixing.permutation != other.permutation)
    }
    #expect(mixing.permutation.sorted() == Array(0..<64))
  }

  @Test func weightsAreUniformAndPermutationsFair() {
    let draws = (0..<4000).map { Mixing(seed: 7, step: $0, images: 4) }
    let weights = draws.map(\.weight)
    let mean = weights.reduce(0, +) / 4000
    let variance = weights.map { ($0 - 0.5) * ($0 - 0.5) }.reduce(0, +) / 4000
    #expect(abs(mean - 0.5) < 0.02)
    #expect(abs(variance - 1.0 / 12) < 0.005)
    let counts = Dictionary(grouping: draws, by: \.permutation).mapValues(\.count)
    #expect(counts.count == 24)
    // 167 expected of each, with a deviation of 13.
    #expect(counts.values.allSatisfy { (110...225).contains($0) })
  }

  @Test func rowsAreMixedAndGradientsFindTheirWayBack() throws {
    let mixing = Mixing(weight: 0.25, permutation: [2, 0, 1])
    let (a, b) = (try Tensor.from([8.0, 16, 24], shape: [3, 1]), try Tensor.from([4.0, 40, 400], shape: [3, 1]))
    #expect(try mixing.mix(a, b).doubles() == [302, 7, 36])
    #expect(try mixing.unpermuted(Tensor.from([30.0, 10, 20], shape: [3, 1])).doubles() == [10, 20, 30])
  }
}
