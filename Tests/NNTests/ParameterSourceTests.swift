import Testing
import Torch

@testable import NN

@Suite struct ParameterSourceTests {
  /// The first `count` parameters that a seed gives.
  private func draws(seed: UInt64, _ count: Int) throws -> [[Float]] {
    let source = ParameterSource(seed: seed)
    return try (0..<count).map { _ in try source.normal([4], std: 1).floats() }
  }

  @Test func drawsDependOnTheSeedAndTheOrderAlone() throws {
    #expect(try draws(seed: 5, 3) == draws(seed: 5, 3))
    #expect(try Set(draws(seed: 5, 3)).count == 3)
  }

  // A generator that merely counts from its seed gives seed 1's second parameter to seed 2 as its first.
  @Test func neighbouringSeedsShareNoParameter() throws {
    let all = try (0..<8).flatMap { try draws(seed: $0, 8) }
    #expect(Set(all).count == all.count)
  }

  @Test func onlyParametersAreTrained() throws {
    let source = ParameterSource(seed: 0)
    #expect(try source.constant([1], 3).requiresGrad)
    #expect(try source.uniform([1], bound: 1).requiresGrad)
    #expect(try !source.buffer([1], 3).requiresGrad)
  }
}
