import BarlowTwins
import Files

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

  private let monitor: any TrainingMonitor
  private let hooks: Trainer.Hooks
  private let log: JSONLinesWriter<MonitorRecord>
  private var schedule: MonitorSchedule

  /// Begins or goes on to look; of looks that were logged, those after `step` are dropped.
  init(
    _ monitor: any TrainingMonitor, schedule: MonitorSchedule, run: RunFolder, keepingThrough step: Int,
    hooks: Trainer.Hooks
  ) throws {
    self.monitor = monitor
    self.schedule = schedule
    self.hooks = hooks
    log = try JSONLinesWriter(path: run.monitorFile, keepingThrough: step)
  }

  /// What the looks have taken so far.
  var taken: LooksTaken { schedule.taken }

  /// Looks at `network` if it is time to, after `position.step` steps, which are `fraction` of the training and make `epoch`
  /// epochs.
  ///
  /// - Throws: `FileError` if what was seen cannot be logged.
  mutating func lookIfDue(
    at network: TwinNetworks, position: TrainingPosition, fraction: Double, epoch: Double
  ) throws -> Outcome {
    guard schedule.isDue(step: position.step, elapsedSeconds: position.elapsedSeconds, fraction: fraction) else {
      return .notDue
    }
    let start = ContinuousClock.now
    let look = Result {
      try monitor.look(at: network, step: position.step, epoch: epoch) {
        if hooks.shouldStop() { throw LookInterruption() }
      }
    }
    if case .failure(is LookInterruption) = look { return .interrupted }
    let seconds = (ContinuousClock.now - start).seconds
    schedule.note(step: position.step, seconds: seconds, fraction: fraction)
    switch look {
    case .success(var record):
      record.seconds = seconds
      try log.append(record)
      hooks.looked(record)
    case .failure(let error): hooks.lookFailed(error)
    }
    return .taken
  }
}
