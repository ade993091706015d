import Runs

extension MonitorTime {
  /// What measurements have taken until `position`.
  ///
  /// A measurement that was logged after the checkpoint of its step, or by a version whose checkpoints keep nothing of measurements, counts
  /// too.
  ///
  /// - Throws: `FileError` if the log of measurements cannot be read or understood.
  init(until position: TrainingPosition, of run: RunFolder, clock: TrainingClock) throws {
    self = position.measurements ?? MonitorTime()
    let logged = try readMonitor(of: run).last { $0.step <= position.step }?.step
    if let logged, logged > lastStep ?? -1 {
      lastStep = logged
      lastFraction = min(clock.fraction(at: position), 1)
    }
  }
}
