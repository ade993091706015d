/// Where the training of a linear classifier is.
public struct LinearProgress: Equatable, Sendable {
  /// The epoch, counted from 0, and the number of epochs.
  public let epoch, epochs: Int
  /// The step within the epoch, counted from 0, and the number of steps of each.
  public let step, stepsPerEpoch: Int
  /// The mean cross-entropy of the step's batch.
  public let loss: Double
}
