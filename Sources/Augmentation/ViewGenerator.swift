import Randomness

/// The random numbers of one view, determined by its identity alone.
///
/// A SplitMix64 sequence (G. Steele et al., "Fast splittable pseudorandom number generators", 2014) that starts at a
/// mix of the identity's four numbers. It needs no state between images, so results do not depend on the number of
/// workers or on where a run was resumed. All derived draws are defined here, too: the standard library's may change.
public struct ViewGenerator: RandomNumberGenerator, Sendable {
  private var generator: SplitMix64

  /// The generator of one view.
  public init(_ identity: ViewIdentity) {
    var state: UInt64 = 0
    for number in [
      identity.seed, UInt64(bitPattern: Int64(identity.epoch)), UInt64(bitPattern: Int64(identity.index)),
      UInt64(bitPattern: Int64(identity.view)),
    ] {
      state = SplitMix64.mix(state &+ SplitMix64.increment ^ SplitMix64.mix(number &+ SplitMix64.increment))
    }
    generator = SplitMix64(state: state)
  }

  /// A sequence that goes on from a number that another generator drew.
  init(state: UInt64) { generator = SplitMix64(state: state) }

  public mutating func next() -> UInt64 { generator.next() }

  /// A number uniform in [lower, upper).
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + generator.uniform() * (range.upperBound - range.lowerBound)
  }

  /// An integer uniform in 0..<`bound`, without bias worth mentioning (below 2⁻³² for any image).
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "a range has at least one number")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// True with a probability.
  public mutating func happens(_ probability: Double) -> Bool { uniform(in: 0...1) < probability }
}
