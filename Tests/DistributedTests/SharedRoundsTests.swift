import Foundation
import Testing
import Torch

@testable import Distributed

/// Rounds of work that rank 0 collects.
@Suite struct SharedRoundsTests {
  private struct Refused: Error {}

  private func piece(_ rank: Int, _ round: Int) throws -> SharedRounds.Piece {
    let words = Data("\(rank) \(round)".utf8)
    // Some have no rows, and others different numbers of them.
    guard (rank + round) % 3 > 0 else { return SharedRounds.Piece(rows: nil, words: words) }
    return SharedRounds.Piece(rows: try Tensor.full([rank + 1, 2], Double(10 * round + rank)), words: words)
  }

  @Test func rankZeroGetsAllPiecesInOrder() throws {
    let collected = try Ranks.run(3) { group in
      var seen: [String] = []
      try SharedRounds(in: group).run(4) {
        try piece(group.rank, $0)
      } collect: { pieces in
        for (rank, piece) in pieces.enumerated() {
          let rows = try piece.rows.map { "\($0.shape) \(try Set($0.floats()))" } ?? "-"
          seen.append("\(rank): \(String(decoding: piece.words, as: UTF8.self)) \(rows)")
        }
      }
      return seen
    }
    #expect(collected[1].isEmpty && collected[2].isEmpty)
    let expected = (0..<4).flatMap { round in
      (0..<3).map { rank in
        let rows = (rank + round) % 3 > 0 ? "[\(rank + 1), 2] [\(Float(10 * round + rank))]" : "-"
        return "\(rank): \(rank) \(round) \(rows)"
      }
    }
    #expect(collected[0] == expected)
  }

  /// Wherever rank 0 fails, the others are told, and the group goes on with other work.
  @Test(arguments: [0, 1, 3], [true, false]) func whatRankZeroThrowsEndsTheRoundsOfAll(round: Int, inMake: Bool) throws
  {
    let ends = try Ranks.run(3) { group in
      var end = "done"
      do {
        var collected = 0
        try SharedRounds(in: group).run(4) {
          if inMake, group.isOwner, $0 == round { throw Refused() }
          return try piece(group.rank, $0)
        } collect: { _ in
          if !inMake, collected == round { throw Refused() }
          collected += 1
        }
      } catch is Refused {
        end = "refused"
      } catch is SharedRounds.Ended {
        end = "ended"
      }
      let numbers = try group.numbers([Double(group.rank)]).map { $0[0] }
      return "\(end) \(numbers)"
    }
    let numbers = "[0.0, 1.0, 2.0]"
    #expect(ends == ["refused \(numbers)", "ended \(numbers)", "ended \(numbers)"])
  }

  @Test func whoIsAskedToStopStopsAll() throws {
    let ends = try Ranks.run(3) { group in
      var made = 0
      do {
        try SharedRounds(in: group, shouldStop: { group.rank == 2 && made == 2 }).run(9) {
          made += 1
          return try piece(group.rank, $0)
        } collect: { _ in
        }
        return "done"
      } catch {
        return "\(made): \(error)"
      }
    }
    #expect(ends[0] == "2: interrupted: rank 2 was asked to stop")
    #expect(ends[1].hasSuffix("rank 0 has ended the work") && ends[2].hasSuffix("rank 0 has ended the work"))
  }

  @Test func whoIsAloneCollectsItsOwn() throws {
    var seen: [[Float]] = []
    try SharedRounds(in: .alone).run(3) {
      try piece(0, $0)
    } collect: { pieces in
      #expect(pieces.count == 1)
      seen.append(try pieces[0].rows?.floats() ?? [])
    }
    #expect(seen == [[], [10, 10], [20, 20]])
  }

  @Test func whoHasSomethingElseIsNamed() throws {
    let errors = try Ranks.run(3) { group in
      let facts = ["the colour": group.rank == 1 ? "red" : "blue", "the size": "3"]
      do {
        try group.requireSame(facts, remedy: "give all the same")
        return "same"
      } catch {
        return "\(error)"
      }
    }
    #expect(
      errors
        == [String](
          repeating: "rank 1 has the colour red, and rank 0 has blue; give all the same", count: 3))
    #expect(throws: Never.self) { try ProcessGroup.alone.requireSame(["a": "b"], remedy: "") }
  }
}
