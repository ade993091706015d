/// What the measurements of a network have taken so far, from which a training that is resumed goes on.
public struct MonitorTime: Equatable, Sendable, Codable {
  /// The time of all measurements, in seconds.
  public var secondsInAll = 0.0
  /// The time that the last measurement took, in seconds.
  public var lastSeconds = 0.0
  /// The number of steps before the last measurement; nil without one.
  public var lastStep: Int?
  /// The share of the training that was done at the last measurement.
  public var lastFraction = 0.0

  public init() {}
}
