import Runs

/// When to measure a network during training: after so many steps, or as often as a share of the time allows.
///
/// The first measurement comes early, when little more than the statistics of the batch normalizations has settled, so that what
/// training changes can be seen; the last comes at the end, whatever it costs.
public struct MonitorSchedule: Sendable {
  /// The steps between two measurements; nil to keep to a share of the time.
  public let every: Int?
  /// The largest share of the time of training that measurements may take; only a training that is over before fifty times
  /// the first and the last measurement spends more.
  public static let timeShare = 0.02
  /// After fewer steps, the running statistics of the batch normalizations are mostly those that they were made with.
  static let firstStep = 32
  /// More measurements than these tell nothing new.
  static let leastDistance = 1.0 / 60

  /// What measurements have taken so far.
  public private(set) var taken: MonitorTime

  /// A schedule that begins, or one that goes on after the measurements of a training that is resumed.
  public init(every: Int?, after taken: MonitorTime = MonitorTime()) {
    self.every = every
    self.taken = taken
  }

  /// Whether to measure after `step` steps, when `elapsedSeconds` of training are over and a share `fraction` of all of it.
  public func isDue(step: Int, elapsedSeconds: Double, fraction: Double) -> Bool {
    guard step > 0, step != taken.lastStep else { return false }
    if fraction >= 1 { return true }
    if let every { return step % every == 0 }
    guard taken.lastStep != nil else { return step >= Self.firstStep }
    return fraction - taken.lastFraction >= Self.leastDistance
      // Another measurement and the last one fit.
      && taken.secondsInAll + 2 * taken.lastSeconds <= Self.timeShare * elapsedSeconds
  }

  /// Notes a measurement that took `seconds`.
  public mutating func note(step: Int, seconds: Double, fraction: Double) {
    taken.lastSeconds = seconds
    taken.secondsInAll += seconds
    taken.lastStep = step
    taken.lastFraction = fraction
  }
}
