/// The random numbers of one view, determined by its identity alone.
///
/// A SplitMix64 sequence (G. Steele et al., "Fast splittable pseudorandom number generators", 2014) that starts at a
/// mix of the identity's four numbers. It needs no state between images, so results do not depend on the number of
/// workers or on where a run was resumed. All derived draws are defined here, too: the standard library's may change.
public struct ViewGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// The generator of one view.
  public init(_ identity: ViewIdentity) {
    state = 0
    for number in [
      identity.seed, UInt64(bitPattern: Int64(identity.epoch)), UInt64(bitPattern: Int64(identity.index)),
      UInt64(bitPattern: Int64(identity.view)),
    ] {
      state = ViewGenerator.mix(state &+ ViewGenerator.increment ^ ViewGenerator.mix(number &+ ViewGenerator.increment))
    }
  }

  /// A sequence that goes on from a number that another generator drew.
  init(state: UInt64) { self.state = state }

  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  public mutating func next() -> UInt64 {
    state &+= ViewGenerator.increment
    return ViewGenerator.mix(state)
  }

  /// A number uniform in [lower, upper).
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    let unit = Double(next() >> 11) * 0x1p-53
    return range.lowerBound + unit * (range.upperBound - range.lowerBound)
  }

  /// An integer uniform in 0..<`bound`, without bias worth mentioning (below 2⁻³² for any image).
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "a range has at least one number")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// True with a probability.
  public mutating func happens(_ probability: Double) -> Bool { uniform(in: 0...1) < probability }
}
