import Datasets
import Runs

/// What a training tells the outside world while it runs, and what it asks.
public struct TrainingHooks {
  /// Called once before the first step, with where the training begins.
  ///
  /// The run folder is claimed then, and training resumes from the newest checkpoint; an error ends the training before it begins.
  public var started: (TrainingStart) throws -> Void
  /// Called after each step.
  public var progress: (TrainingProgress) -> Void
  /// Called after each measurement of the monitor.
  public var measured: (MonitorRecord) -> Void
  /// Called when a measurement fails, such as on features that are not finite; the training goes on.
  public var measurementFailed: (any Error) -> Void
  /// Called once for each image that cannot be read.
  public var badImage: @Sendable (BadImage) -> Void
  /// Asked after each step, and now and then while the monitor measures.
  public var shouldStop: () -> Bool

  public init(
    started: @escaping (TrainingStart) throws -> Void = { _ in },
    progress: @escaping (TrainingProgress) -> Void = { _ in },
    measured: @escaping (MonitorRecord) -> Void = { _ in },
    measurementFailed: @escaping (any Error) -> Void = { _ in },
    badImage: @escaping @Sendable (BadImage) -> Void = { _ in }, shouldStop: @escaping () -> Bool = { false }
  ) {
    self.started = started
    self.progress = progress
    self.measured = measured
    self.measurementFailed = measurementFailed
    self.badImage = badImage
    self.shouldStop = shouldStop
  }
}
