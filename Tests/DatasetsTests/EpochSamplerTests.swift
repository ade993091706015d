import Testing

@testable import Datasets

@Suite struct EpochSamplerTests {
  @Test func anEpochIsAPermutationAndDiffersFromOthers() throws {
    let sampler = try EpochSampler(count: 1000, batchSize: 10, seed: 3)
    let first = sampler.permutation(epoch: 0)
    #expect(first.sorted() == Array(0..<1000))
    #expect(first != Array(0..<1000))
    #expect(sampler.permutation(epoch: 1).sorted() == Array(0..<1000))
    #expect(sampler.permutation(epoch: 1) != first)
    #expect(try EpochSampler(count: 1000, batchSize: 10, seed: 4).permutation(epoch: 0) != first)
    #expect(try EpochSampler(count: 1000, batchSize: 10, seed: 3).permutation(epoch: 0) == first)
  }

  @Test func batchesAreDisjointAndWhole() throws {
    var sampler = try EpochSampler(count: 103, batchSize: 10, seed: 0)
    #expect(sampler.batchesPerEpoch == 10)
    var seen: Set<Int> = []
    for step in 0..<10 {
      let batch = sampler.batch(epoch: 2, step: step)
      #expect(batch.count == 10)
      seen.formUnion(batch)
    }
    #expect(seen.count == 100)
  }

  @Test func imagesAreLeftOutInTurn() throws {
    let sampler = try EpochSampler(count: 103, batchSize: 10, seed: 5)
    var counts = [UInt32: Int]()
    for epoch in 0..<103 {
      for image in sampler.permutation(epoch: epoch).suffix(3) { counts[image, default: 0] += 1 }
      // After so many epochs each image was left out once, but for two that were twice.
      if epoch == 34 { #expect(counts.count == 103 && counts.values.reduce(0, +) == 105) }
    }
    #expect(counts.values.allSatisfy { $0 == 3 })
    let other = try EpochSampler(count: 103, batchSize: 10, seed: 6)
    #expect(Set(other.permutation(epoch: 0).suffix(3)) != Set(sampler.permutation(epoch: 0).suffix(3)))
  }

  @Test func aBatchDoesNotDependOnWhatCameBefore() throws {
    var sampler = try EpochSampler(count: 50, batchSize: 8, seed: 9)
    _ = sampler.batch(epoch: 0, step: 0)
    let batch = sampler.batch(epoch: 3, step: 4)
    var fresh = try EpochSampler(count: 50, batchSize: 8, seed: 9)
    #expect(fresh.batch(epoch: 3, step: 4) == batch)
  }

  /// Each of the 24 orders of 4 images comes up about as often as the others (χ², 23 degrees of freedom, p < 0.001).
  @Test func ordersAreEquallyLikely() throws {
    let sampler = try EpochSampler(count: 4, batchSize: 1, seed: 1)
    var counts: [[UInt32]: Int] = [:]
    for epoch in 0..<24_000 { counts[sampler.permutation(epoch: epoch), default: 0] += 1 }
    #expect(counts.count == 24)
    let chiSquared = counts.values.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    #expect(chiSquared < 49.7)
  }

  @Test func batchSizesThatMakeNoSenseAreErrors() {
    expectError(.usage, "batch size 11", "10 images") { _ = try EpochSampler(count: 10, batchSize: 11, seed: 0) }
    expectError(.usage, "batch size is 0") { _ = try EpochSampler(count: 10, batchSize: 0, seed: 0) }
  }
}
