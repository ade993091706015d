import Foundation
import Testing
import Torch

@testable import Distributed

/// What processes do with tensors and words together, over real connections.
@Suite struct ProcessGroupTests {
  @Test func rowsOfUnevenSharesAreGatheredInOrder() throws {
    let shares = BatchShares(of: 7, among: 3)
    #expect(shares.counts == [3, 2, 2])
    let all = try Ranks.run(3) { group in
      let rows = shares.rows(of: group.rank)
      let own = try Tensor.from(rows.flatMap { [Float($0), Float(10 * $0)] }, shape: [rows.count, 2])
      let whole = try group.gather(own, shares: shares)
      #expect(whole.shape == [7, 2])
      #expect(try group.own(whole, shares: shares).floats() == own.floats())
      return try whole.floats()
    }
    #expect(all == [[Float]](repeating: (0..<7).flatMap { [Float($0), Float(10 * $0)] }, count: 3))
  }

  @Test func sharesOfAnEvenBatchAreEven() {
    #expect(BatchShares(of: 10, among: 4).counts == [4, 2, 2, 2])
    #expect(BatchShares(of: 128, among: 3).counts == [44, 42, 42])
    #expect(BatchShares(of: 9, among: 2).counts == [5, 4])
    #expect(BatchShares(of: 4, among: 3).counts == [2, 2, 0])
    #expect((0..<3).map { BatchShares(of: 128, among: 3).rows(of: $0) } == [0..<44, 44..<86, 86..<128])
  }

  @Test func sumsAreOverAllAndTheSameEverywhere() throws {
    // Larger than a bucket together, in layouts of all kinds.
    let sums = try Ranks.run(3) { group in
      let tensors = try [
        Tensor.full([3, 1 << 21], Double(group.rank + 1)),
        Tensor.normal([4, 3, 5, 5], seed: UInt64(group.rank))
          .contiguous(.channelsLast), Tensor.full([2, 3], 0.5).transpose(), Tensor.full([], 2),
      ]
      try group.sum(tensors)
      return try tensors.map { try $0.floats() }
    }
    #expect(sums[0][0].allSatisfy { $0 == 6 } && sums[0][0].count == 3 << 21)
    let expected = try (0..<3).map { try Tensor.normal([4, 3, 5, 5], seed: $0) }
    let sum = try (expected[0] + expected[1] + expected[2]).floats()
    #expect(zip(sums[0][1], sum).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(sums[0][2] == [Float](repeating: 1.5, count: 6) && sums[0][3] == [6])
    #expect(sums[0] == sums[1] && sums[1] == sums[2])
  }

  /// f = Σ_r w_r · s² with s = Σ_r x_r: every x has the derivative 2s·Σ_r w_r.
  @Test func derivativesOfASumReachAllParts() throws {
    let gradients = try Ranks.run(3) { group in
      let own = try Tensor.full([1], Double(group.rank + 1))
      try own.setRequiresGrad(true)
      let members = try #require(group.ofThread(1))
      try (members.sum(own).square() * Double(group.rank + 2)).sum().backward()
      return try #require(try own.gradient()).floats()
    }
    #expect(gradients == [[108], [108], [108]])
  }

  @Test func wordsAndAgreements() throws {
    let heard = try Ranks.run(3) { group in
      #expect(try group.numbers([Double(group.rank), 0.1]) == [[0, 0.1], [1, 0.1], [2, 0.1]])
      #expect(try group.agree(true))
      #expect(try !group.agree(group.rank != 1))
      #expect(try group.exchange(Data()) == [Data(), Data(), Data()])
      #expect(try group.broadcast(Data(group.isOwner ? "from the owner".utf8 : "".utf8)) == Data("from the owner".utf8))
      let tensor = try Tensor.full([2], Double(group.rank))
      try group.broadcast([tensor])
      #expect(try tensor.floats() == [0, 0])
      return try group.exchange(Data(String(repeating: "x", count: 2 * group.rank).utf8)).map(\.count)
    }
    #expect(heard == [[0, 2, 4], [0, 2, 4], [0, 2, 4]])
  }

  @Test func aGroupOfOneGivesBackWhatItIsGiven() throws {
    let group = ProcessGroup.alone
    let tensor = try Tensor.full([3, 2], 1.5)
    let shares = BatchShares(of: 3, among: 1)
    #expect(try group.gather(tensor, shares: shares) === tensor && group.own(tensor, shares: shares) === tensor)
    #expect(group.ofThread(0) == nil && group.isOwner && group.isAlone)
    #expect(try group.numbers([.nan])[0][0].isNaN)
    let part = BatchPart(of: 3, in: group)
    #expect(try part.gather(tensor) === tensor && part.own(tensor) === tensor)
    #expect(part.rows(of: 3) == 0..<3 && part.wholeCount(own: 5) == 5 && part.ownRows == nil)
    try group.leave()
  }

  @Test func tensorsThatDoNotFitAreErrors() throws {
    _ = try Ranks.run(2) { group in
      #expect(throws: ProcessGroupError.self) {
        try group.gather(Tensor.full([5, 1], 1), shares: BatchShares(of: 4, among: 2))
      }
    }
  }
}
