import Testing

@testable import Randomness

/// Runs are repeated from their seeds, so the numbers that a seed gives must never change.
@Suite struct SplitMix64Tests {
  @Test func theSequenceIsThePublishedOne() {
    // The first numbers from this state, computed apart from this code.
    var generator = SplitMix64(state: 1_234_567)
    #expect(
      (0..<3).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }

  @Test func streamsAreThoseOfEarlierVersions() {
    var generator = SplitMix64(seed: 7, stream: 3)
    #expect(
      (0..<3).map { _ in generator.next() } == [
        11_690_468_779_655_903_907, 11_570_630_942_102_913_800, 736_190_107_927_538_138,
      ])
    #expect(generator.next(below: 1000) == 461)
    var values = Array(0..<12)
    generator.shuffle(&values)
    #expect(values == [6, 10, 2, 0, 4, 1, 11, 5, 9, 7, 8, 3])
  }

  @Test func stepsAreThoseOfEarlierVersions() {
    var generator = SplitMix64(seed: 7, step: 3)
    #expect(
      (0..<3).map { _ in generator.next() } == [
        7_794_223_671_555_818_210, 9_664_827_903_381_932_937, 315_264_065_600_503_674,
      ])
    #expect(generator.uniform() == 0.19285959980833656)
    #expect(generator.permutation(12) == [7, 2, 1, 8, 9, 11, 10, 5, 4, 0, 6, 3])
  }
}
