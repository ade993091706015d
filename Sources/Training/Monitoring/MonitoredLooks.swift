import BarlowTwins
import Files
import Runs

/// The looks of a monitor during one training: takes those that are due, and logs and tells what was seen.
struct MonitoredLooks {
  /// What became of a look.
  enum Outcome {
    /// It was not time for one.
    case notDue
    /// It was taken, or failed; either took its time.
    case taken
    /// The training was asked to stop meanwhile; nothing was noted, so that the look is due again.
    case interrupted
  }

  private let monitor: (any TrainingMonitor)?
  private let clock: TrainingClock
  private let hooks: TrainingHooks
  private var schedule: MonitorSchedule

  /// Begins or goes on to look; without a monitor no look is ever due.
  ///
  /// - Parameters:
  ///   - monitor: What looks.
  ///   - every: The steps between two looks; nil to keep to a share of the time.
  ///   - taken: What looks have taken so far.
  ///   - clock: What tells how far the training is.
  ///   - hooks: What is told of looks, and what interrupts them.
  init(
    _ monitor: (any TrainingMonitor)?, every: Int?, after taken: MonitorTime, clock: TrainingClock, hooks: TrainingHooks
  ) {
    self.monitor = monitor
    self.clock = clock
    self.hooks = hooks
    schedule = MonitorSchedule(every: every, after: taken)
  }

  /// What the looks have taken so far.
  var taken: MonitorTime { schedule.taken }

  /// Whether it is time to look.
  func isDue(at position: TrainingPosition) -> Bool {
    monitor != nil
      && schedule.isDue(
        step: position.step, elapsedSeconds: position.elapsedSeconds, fraction: clock.fraction(at: position))
  }

  /// Looks at `network` if it is time to.
  ///
  /// - Throws: `FileError` if what was seen cannot be logged.
  mutating func lookIfDue(
    at network: TwinNetworks, position: TrainingPosition, recorder: StepRecorder
  ) throws -> Outcome {
    guard let monitor, isDue(at: position) else { return .notDue }
    let start = ContinuousClock.now
    let look = Result {
      try monitor.look(at: network, step: position.step, epoch: clock.epoch(at: position)) {
        if hooks.shouldStop() { throw LookInterruption() }
      }
    }
    if case .failure(is LookInterruption) = look { return .interrupted }
    let seconds = (ContinuousClock.now - start).seconds
    schedule.note(step: position.step, seconds: seconds, fraction: clock.fraction(at: position))
    switch look {
    case .success(var record):
      record.seconds = seconds
      try recorder.record(record)
      hooks.looked(record)
    case .failure(let error): hooks.lookFailed(error)
    }
    return .taken
  }
}
