/// The time that a training takes in this process, over which its throughput is counted.
struct TrainingPace {
  /// The time that steps waited for their batches, in seconds.
  private(set) var waitSeconds = 0.0
  /// The number of steps.
  private(set) var steps = 0
  private let start = ContinuousClock.now
  private var stepStart: ContinuousClock.Instant
  private let secondsBefore: Double

  /// Begins to count; `secondsBefore` went by in other processes.
  init(secondsBefore: Double) {
    self.secondsBefore = secondsBefore
    stepStart = start
  }

  /// The seconds until now in this process.
  var seconds: Double { (ContinuousClock.now - start).seconds }

  /// The seconds until now in all processes.
  var elapsedSeconds: Double { secondsBefore + seconds }

  /// Ends a step, which waited `waitSeconds` for its batch, and begins the next; the seconds that it took, and those in all
  /// processes until now.
  mutating func endStep(waitSeconds: Double) -> (seconds: Double, elapsedSeconds: Double) {
    let now = ContinuousClock.now
    let seconds = (now - stepStart).seconds
    stepStart = now
    steps += 1
    self.waitSeconds += waitSeconds
    return (seconds, secondsBefore + (now - start).seconds)
  }

  /// Lets the next step begin now: what went by is no part of it.
  mutating func restartStep() { stepStart = .now }
}
