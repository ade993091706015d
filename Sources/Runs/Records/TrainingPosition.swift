/// How far a training has come.
public struct TrainingPosition: Equatable, Sendable, Codable {
  /// The number of steps done.
  public var step = 0
  /// The training time so far, in seconds, over all parts of a resumed run.
  public var elapsedSeconds = 0.0
  /// The training time at which the warm-up ended, if it has; a schedule in minutes needs it.
  public var warmupEndSeconds: Double?
  /// What the measurements of the monitor have taken; nil before the first, and in checkpoints of versions that did not keep it.
  public var measurements: MonitorTime?

  public init() {}
}
