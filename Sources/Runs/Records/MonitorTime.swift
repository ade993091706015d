/// What the looks at a network have taken so far, from which a training that is resumed goes on to look.
public struct MonitorTime: Equatable, Sendable, Codable {
  /// The time of all looks, in seconds.
  public var secondsInAll = 0.0
  /// The time that the last look took, in seconds.
  public var lastSeconds = 0.0
  /// The number of steps before the last look; nil without one.
  public var lastStep: Int?
  /// The share of the training that was done at the last look.
  public var lastFraction = 0.0

  public init() {}
}
