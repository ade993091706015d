import BarlowTwins
import Runs

/// What a training tells while it runs.
public struct TrainingProgress: Sendable {
  /// The step that just ended.
  public let metrics: StepMetrics
  /// What is minimized.
  public let objective: any Objective
  /// The least loss that views which agree fully can have with this batch size and dimension; nil where it is not known.
  public let floor: Double?
  /// The number of steps of the whole training; nil if its length is a time.
  public let totalSteps: Int?
  /// The number of epochs; nil if its length is a time.
  public let totalEpochs: Int?
  /// The share of the training that is done, 0 to 1.
  public let fraction: Double
  /// The time until the end at the present pace.
  public let secondsLeft: Double
  /// The share of time so far, in this process, that was spent waiting for data.
  public let dataWaitShare: Double
  /// The mean throughput so far, in this process.
  public let imagesPerSecond: Double

  /// What is told after the step of `metrics`, which ended at `position`.
  init(
    _ metrics: StepMetrics, floor: Double?, configuration: TrainingConfiguration, position: TrainingPosition,
    clock: TrainingClock, pace: TrainingPace
  ) {
    let seconds = pace.seconds
    self.metrics = metrics
    self.floor = floor
    objective = configuration.objective
    totalSteps = clock.totalSteps
    totalEpochs = clock.totalEpochs
    fraction = min(clock.fraction(at: position), 1)
    secondsLeft = clock.secondsLeft(at: position, stepsDone: pace.steps, seconds: seconds)
    dataWaitShare = pace.waitSeconds / seconds
    imagesPerSecond = Double(pace.steps * configuration.batchSize) / seconds
  }
}
