import Foundation
import Randomness
import Testing
import Torch

@testable import Duplicates

/// Pairs of similar descriptors, found without multiplying most of them out.
@Suite struct DescriptorTableTests {
  /// Directions of which each number is smaller than the one before by `decay`, in groups that lie close together; some are zero.
  private static func descriptors(_ count: Int, decay: Double, seed: UInt64) -> [[Float]] {
    var random = SplitMix64(seed: seed, stream: 0)
    func draw() -> Double { Double(random.next() >> 11) / Double(1 << 53) * 2 - 1 }
    let centers = (0..<max(1, count / 6)).map { _ in (0..<63).map { draw() * pow(decay, Double($0)) } }
    return (0..<count).map { number in
      guard number % 29 != 7 else { return [Float](repeating: 0, count: 64) }
      let center = centers[number % centers.count]
      let spread = [0, 0.2, 0.5, 1.5][number % 4]
      let values = center.enumerated().map { $1 + spread * draw() * pow(decay, Double($0)) }
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return values.map { Float($0 / length) } + [0]
    }
  }

  @Test(arguments: [(1, 1.0), (15, 0.9), (16, 0.9), (17, 0.9), (333, 1.0), (700, 0.95), (700, 0.8)])
  func findsWhatComparingAllWouldFind(count: Int, decay: Double) throws {
    let rows = Self.descriptors(count, decay: decay, seed: 5)
    let others = Self.descriptors(37, decay: decay, seed: 6)
    let own = rows.prefix(40) + others
    let table = try DescriptorTable(count: count, progress: { _ in }) {
      try Tensor.from(rows[$0].flatMap { $0 }, shape: [$0.count, 64])
    }
    let queries = try table.queries(Tensor.from(own.flatMap { $0 }, shape: [own.count, 64]))
    let products = try Tensor.from(own.flatMap { $0 }, shape: [own.count, 64]).to(.float64)
      .matmul(Tensor.from(rows.flatMap { $0 }, shape: [count, 64]).to(.float64).transpose()).doubles()
    for bound in [0.5, 0.9, 0.99] as [Float] {
      for (start, lines) in [(0, 0..<own.count), (min(320, (count - 1) / 16 * 16), 3..<(own.count - 2))] {
        var found = [Bool](repeating: false, count: products.count)
        var (repeated, furthest) = (0, 0.0)
        table.forEachPair(lines, of: queries, start..<count, above: bound) { line, column, product in
          let place = line * count + column
          repeated += found[place] ? 1 : 0
          found[place] = true
          furthest = max(furthest, abs(Double(product) - products[place]))
        }
        #expect(repeated == 0 && furthest < 1e-6)
        // At the bound itself rounding decides.
        let others = products.indices.filter { place in
          let isAsked = lines.contains(place / count) && place % count >= start
          return found[place] != (isAsked && products[place] > Double(bound))
            && abs(products[place] - Double(bound)) > 1e-6
        }
        #expect(others.isEmpty, "\(others.map { ($0, products[$0]) })")
        #expect(found.contains(true) || count == 1 || start > 0)
      }
    }
  }
}
