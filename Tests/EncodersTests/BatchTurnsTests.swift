import Testing

@testable import Encoders

/// Who computes which batch of a pass.
@Suite struct BatchTurnsTests {
  @Test func everyBatchHasOneTurn() {
    for (count, batchSize, size) in [(10, 3, 2), (10, 3, 5), (1, 4, 3), (12, 3, 2), (0, 4, 2), (7, 1, 3)] {
      let turns = (0..<size).map { BatchTurns(count: count, batchSize: batchSize, rank: $0, size: size) }
      #expect(turns.flatMap(\.indices).sorted() == Array(0..<count))
      #expect(Set(turns.map(\.rounds)).count == 1)
      for (rank, own) in turns.enumerated() {
        for (position, index) in own.indices.enumerated() {
          // Batches are those of one process, taken in turns.
          #expect(index / batchSize == own.round(of: position) * size + rank)
          #expect(own.round(of: position) < own.rounds)
        }
      }
    }
  }
}
