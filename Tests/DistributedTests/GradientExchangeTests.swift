import Foundation
import Testing
import Torch

@testable import Distributed

/// Gradients that are summed while the backward pass goes on.
@Suite struct GradientExchangeTests {
  /// Six matrices one after the other, of which the fourth is used twice and the last by nobody.
  private static func parameters() throws -> [Tensor] {
    try (0..<7).map { index in
      let matrix = try Tensor.normal([8, 8], seed: UInt64(index)) * 0.3
      let leaf = try matrix.detach()
      try leaf.setRequiresGrad(true)
      return leaf
    }
  }

  private static func backward(_ parameters: [Tensor], rows: Tensor) throws {
    var value = rows
    for parameter in parameters.dropLast() { value = try value.matmul(parameter) }
    value = try value.matmul(parameters[3])
    try value.square().sum().backward()
  }

  private static func rows(_ rank: Int, step: Int) throws -> Tensor {
    try Tensor.normal([4, 8], seed: UInt64(100 * step + rank))
  }

  private static func gradients(_ parameters: [Tensor]) throws -> [[Float]] {
    try parameters.map { try $0.gradient()?.floats() ?? [] }
  }

  @Test(arguments: [1, 300, 1 << 20]) func sumsAreThoseOfAllRowsAndLeaveEarly(bucketBytes: Int) throws {
    let steps = 3
    let results = try Ranks.run(3) { group in
      let parameters = try Self.parameters()
      let exchange = try GradientExchange(of: parameters, in: group, sentAs: nil, bucketBytes: bucketBytes)
      return try (0..<steps).map { step in
        for parameter in parameters { try parameter.setGradient(nil) }
        try exchange.sum { try Self.backward(parameters, rows: Self.rows(group.rank, step: step)) }
        return (early: exchange.earlyBuckets, gradients: try Self.gradients(parameters))
      }
    }
    for step in 0..<steps {
      let whole = try Self.parameters()
      try Self.backward(whole, rows: Tensor.cat((0..<3).map { try Self.rows($0, step: step) }))
      let expected = try Self.gradients(whole)
      for rank in 0..<3 {
        let found = results[rank][step].gradients
        #expect(found.last == [] && found.count == expected.count)
        for (own, other) in zip(found, expected) {
          let size = other.map(abs).max() ?? 0
          #expect(own.count == other.count && zip(own, other).allSatisfy { abs($0 - $1) <= 1e-5 * size })
        }
        #expect(found == results[0][step].gradients)
      }
      // All but the last of two pieces or more are on their way before the end; a single one as soon as it is complete.
      #expect(results.allSatisfy { $0[step].early == (step == 0 ? 0 : [1: 6, 300: 3, 1 << 20: 1][bucketBytes]) })
    }
  }

  /// A backward pass on two threads, each of which adds its rows' gradients to the same parameters.
  @Test func threadsAddUpAndSendEarly() throws {
    let steps = 20
    let results = try Ranks.run(2) { group in
      let parameters = try Self.parameters()
      let team = try ThreadTeam(2, sharing: 2)
      let exchange = try GradientExchange(of: parameters, in: group, sentAs: nil, bucketBytes: 300)
      return try (0..<steps).map { step in
        for parameter in parameters { try parameter.setGradient(nil) }
        try exchange.sum {
          _ = try team.map(2) { try Self.backward(parameters, rows: Self.rows(2 * group.rank + $0, step: step)) }
        }
        return (early: exchange.earlyBuckets, gradients: try Self.gradients(parameters))
      }
    }
    for step in 0..<steps {
      let whole = try Self.parameters()
      try Self.backward(whole, rows: Tensor.cat((0..<4).map { try Self.rows($0, step: step) }))
      for (own, other) in zip(results[0][step].gradients, try Self.gradients(whole)) {
        let size = other.map(abs).max() ?? 0
        #expect(own.count == other.count && zip(own, other).allSatisfy { abs($0 - $1) <= 1e-5 * size })
      }
      #expect(results[1][step].gradients == results[0][step].gradients)
      #expect(results.allSatisfy { $0[step].early == (step == 0 ? 0 : 3) })
    }
  }

  @Test func whatTheBackwardPassThrowsIsThrown() throws {
    struct Refused: Error {}
    let results = try Ranks.run(2) { group in
      let parameters = try Self.parameters()
      let exchange = try GradientExchange(of: parameters, in: group, sentAs: nil, bucketBytes: 1)
      var caught = 0
      for step in 0..<3 {
        for parameter in parameters { try parameter.setGradient(nil) }
        do {
          try exchange.sum {
            if step == 1 { throw Refused() }
            try Self.backward(parameters, rows: Self.rows(group.rank, step: step))
          }
        } catch is Refused {
          caught += 1
        }
      }
      return caught
    }
    #expect(results == [1, 1])
  }

  @Test func whoIsAloneOrSendsLittleNeedsNone() throws {
    #expect(try ProcessGroup.alone.gradientExchange(of: Self.parameters()) == nil)
    let small = try Ranks.run(2) { try $0.gradientExchange(of: Self.parameters()) == nil }
    #expect(small == [true, true])
  }

  /// Small sums go to all at once, others around a ring: both give the sum, in the layout of the tensor.
  @Test(arguments: [1, 257, 100_000]) func smallAndLargeSumsAreTheSame(count: Int) throws {
    let sums = try Ranks.run(3) { group in
      let tensor = try Tensor.normal([2, count], seed: UInt64(group.rank))
      let members = try #require(group.ofThread(0))
      return try members.sum(tensor).floats()
    }
    let parts = try (0..<3).map { try Tensor.normal([2, count], seed: UInt64($0)) }
    let expected = try (parts[0] + parts[1] + parts[2]).floats()
    #expect(sums[0] == sums[1] && sums[1] == sums[2])
    #expect(zip(sums[0], expected).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  /// A sum that was begun is there once it was waited for, and not before everybody has begun it.
  @Test func aSumThatWasBegunIsWaitedFor() throws {
    let times = try Ranks.run(2) { group in
      let tensor = try Tensor.full([5 << 20], 1)
      // Long enough that a wait that does not wait is over by then.
      if group.rank == 1 { usleep(300_000) }
      let began = ContinuousClock.now
      var pending: PendingSum?
      try group.beginSum { pending = try $0.beginSumInPlace(tensor) }
      try group.finishSums { try pending?.wait() }
      let ended = ContinuousClock.now
      #expect(try tensor.floats().allSatisfy { $0 == 2 })
      return (began: began, ended: ended, waited: group.traffic[.gradients]?.seconds ?? 0)
    }
    #expect(times[0].ended > times[1].began && times[1].ended > times[0].began, "\(times)")
    for time in times {
      #expect(time.waited > 0 && .seconds(time.waited) <= time.ended - time.began, "\(times)")
    }
  }
}
