import Datasets
import Runs

/// What a training will be and take, as far as a few images tell before it begins.
public struct TrainingEstimate: Equatable, Sendable {
  /// The number of parameters that are trained.
  public let parameterCount: Int
  /// The number of steps in an epoch.
  public let stepsPerEpoch: Int
  /// The number of steps of the whole training; where it ends by the clock, about as many.
  public let steps: Int
  /// The time of a step on average, in seconds.
  public let secondsPerStep: Double
  /// The time of the whole training, in seconds.
  public let seconds: Double
  /// The memory of the process, in bytes; nil where the system does not tell.
  public let bytes: Double?

  /// What `processes` that share each batch take; the memory is that of one.
  init(_ configuration: TrainingConfiguration, images: any ImageDataset, cost: StepCost, processes: Int = 1) {
    parameterCount = cost.parameterCount
    stepsPerEpoch = max(images.count / configuration.batchSize, 1)
    var share = configuration
    share.batchSize = (configuration.batchSize + processes - 1) / processes
    secondsPerStep = cost.meanSecondsPerImage(configuration) * Double(share.batchSize)
    switch configuration.length {
    case .epochs(let epochs):
      steps = epochs * stepsPerEpoch
      seconds = Double(steps) * secondsPerStep
    case .minutes(let minutes):
      seconds = 60 * minutes
      steps = Int(seconds / secondsPerStep)
    }
    bytes = cost.bytes(share).map { $0 + Double(images.keptBytes) }
  }
}

extension Pretraining {
  /// Measures a step on a few images and tells what the training will be and take.
  ///
  /// - Throws: `TorchError` if libtorch fails.
  public func estimate() throws -> TrainingEstimate {
    try TrainingEstimate(
      configuration, images: parts.training, cost: StepCost(measuring: configuration), processes: group.size)
  }
}
