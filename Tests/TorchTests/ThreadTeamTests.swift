import Foundation
import Synchronization
import Testing
import Torch

@Suite struct ThreadTeamTests {
  @Test func resultsComeInTheOrderOfParts() throws {
    let team = try ThreadTeam(2, sharing: 2)
    #expect(try team.map(5) { $0 * $0 } == [0, 1, 4, 9, 16])
    #expect(try team.map(0) { $0 } == [])
  }

  @Test func partsOfOneThreadFollowEachOther() throws {
    let team = try ThreadTeam(2, sharing: 2)
    let threads = try team.map(4) { _ in ObjectIdentifier(Thread.current) }
    #expect(threads[0] == threads[2] && threads[1] == threads[3] && threads[0] != threads[1])
  }

  @Test(arguments: [(2, [1, 1]), (3, [2, 1]), (5, [3, 2])]) func processorsAreShared(threads: Int, shares: [Int]) throws
  {
    let before = Runtime.threadCount
    #expect(try ThreadTeam(2, sharing: threads).map(2) { _ in Runtime.threadCount } == shares)
    #expect(Runtime.threadCount == before)
  }

  @Test func theFirstFailureIsThrownAfterAllHaveEnded() throws {
    struct Failure: Error, Equatable { let part: Int }
    let team = try ThreadTeam(2, sharing: 2)
    let ended = Mutex(0)
    #expect(throws: Failure(part: 0)) {
      try team.map(2) { part in
        if part == 1 { Thread.sleep(forTimeInterval: 0.02) }
        ended.withLock { $0 += 1 }
        throw Failure(part: part)
      }
    }
    #expect(ended.withLock { $0 } == 2)
    #expect(try team.map(2) { $0 } == [0, 1])
  }

  @Test func gradientsOfManyThreadsWithOneLeafAreTheirOwn() throws {
    let leaf = try Tensor.from([1, 2, 3] as [Float], shape: [3])
    let unused = try Tensor.full([3], 1)
    for tensor in [leaf, unused] { try tensor.setRequiresGrad(true) }
    let team = try ThreadTeam(2, sharing: 2)
    let products = try team.map(2) { try leaf * Double($0 + 2) }
    let one = try Tensor.full([3], 1)
    let gradients = try team.map(2) { try Tensor.gradients(of: [products[$0]], [one], for: [leaf, unused]) }
    #expect(try gradients.map { try $0[0]?.floats() } == [[2, 2, 2], [3, 3, 3]])
    #expect(gradients.allSatisfy { $0[1] == nil })
    #expect(try leaf.gradient() == nil)
  }
}
