import BarlowTwins
import Distributed
import Files
import Runs

/// The measurements of a monitor during one training: takes those that are due, and logs and tells what was seen.
struct MonitorMeasurements {
  /// What became of a measurement.
  enum Outcome {
    /// It was taken, or failed, which leaves no record; either took its time.
    case taken(MonitorRecord?)
    /// The training was asked to stop meanwhile; nothing was noted, so that the measurement is due again.
    case interrupted
  }

  private let monitor: (any TrainingMonitor)?
  private let clock: TrainingClock
  private let hooks: TrainingHooks
  private var schedule: MonitorSchedule

  /// Begins or goes on to measure; without a monitor no measurement is ever due.
  ///
  /// - Parameters:
  ///   - monitor: What measurements.
  ///   - every: The steps between two measurements; nil to keep to a share of the time.
  ///   - taken: What measurements have taken so far.
  ///   - clock: What tells how far the training is.
  ///   - hooks: What is told of measurements, and what interrupts them.
  init(
    _ monitor: (any TrainingMonitor)?, every: Int?, after taken: MonitorTime, clock: TrainingClock, hooks: TrainingHooks
  ) {
    self.monitor = monitor
    self.clock = clock
    self.hooks = hooks
    schedule = MonitorSchedule(every: every, after: taken)
  }

  /// What the measurements have taken so far.
  var taken: MonitorTime { schedule.taken }

  /// Whether it is time to measure.
  func isDue(at position: TrainingPosition) -> Bool {
    monitor != nil
      && schedule.isDue(
        step: position.step, elapsedSeconds: position.elapsedSeconds, fraction: clock.fraction(at: position))
  }

  /// Measures `network`, in rank 0 of a group, for which it must be time.
  ///
  /// - Throws: `FileError` if what was seen cannot be logged; `ProcessGroupError` if a process is gone.
  mutating func measure(
    _ network: TwinNetworks, at position: TrainingPosition, recorder: StepRecorder?, in group: ProcessGroup
  ) throws -> Outcome {
    guard let monitor else { preconditionFailure("nothing is due without a monitor") }
    let start = ContinuousClock.now
    let result = Result {
      try Self.record(monitor, network, epoch: clock.epoch(at: position), step: position.step, in: group) {
        if hooks.shouldStop() { throw MeasurementInterruption() }
      }
    }
    if case .failure(let error as ProcessGroupError) = result { throw error }
    if case .failure(is MeasurementInterruption) = result { return .interrupted }
    let seconds = (ContinuousClock.now - start).seconds
    schedule.note(step: position.step, seconds: seconds, fraction: clock.fraction(at: position))
    switch result {
    case .success(var record):
      record?.seconds = seconds
      if let record {
        try recorder?.record(record)
        hooks.measured(record)
      }
      return .taken(record)
    case .failure(let error):
      hooks.measurementFailed(error)
      return .taken(nil)
    }
  }

  /// Helps rank 0 to measure `network`.
  func help(_ network: TwinNetworks, at position: TrainingPosition, in group: ProcessGroup) throws {
    guard let monitor = monitor as? any SharedTrainingMonitor else { return }
    do {
      _ = try monitor.measure(
        network, step: position.step, epoch: clock.epoch(at: position), in: group, checkInterruption: {})
    } catch is SharedRounds.Ended {
      // Rank 0 says why.
    }
  }

  private static func record(
    _ monitor: any TrainingMonitor, _ network: TwinNetworks, epoch: Double, step: Int, in group: ProcessGroup,
    checkInterruption: () throws -> Void
  ) throws -> MonitorRecord? {
    guard !group.isAlone, let monitor = monitor as? any SharedTrainingMonitor else {
      return try monitor.measure(network, step: step, epoch: epoch, checkInterruption: checkInterruption)
    }
    return try monitor.measure(network, step: step, epoch: epoch, in: group, checkInterruption: checkInterruption)
  }
}
