/// How to hold images out as the test part of a data set that has none.
public struct HeldOut: Sendable, Equatable {
  /// The part of every class that is held out, in (0, 1).
  public let fraction: Double
  /// The seed of the choice.
  public let seed: UInt64

  /// Holds out `fraction` of every class, chosen by `seed`; a fraction outside (0, 1) is a usage error.
  public init(fraction: Double, seed: UInt64) throws(DatasetError) {
    guard fraction > 0, fraction < 1 else {
      throw DatasetError(.usage, "the held-out fraction is \(fraction); give a number between 0 and 1, such as 0.1")
    }
    self.fraction = fraction
    self.seed = seed
  }
}
