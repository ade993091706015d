import Foundation

/// Where the training of a classifier is.
public struct ClassifierProgress: Equatable, Sendable {
  /// The epoch, counted from 0, and the number of epochs.
  public let epoch, epochs: Int
  /// The step within the epoch, counted from 0, and the number of steps of each.
  public let step, stepsPerEpoch: Int
  /// The mean cross-entropy of the step's batch.
  public let loss: Double
}

extension ClassifierProgress: CustomStringConvertible {
  public var description: String {
    "epoch \(epoch + 1)/\(epochs) step \(step + 1)/\(stepsPerEpoch) loss \(String(format: "%.3f", loss))"
  }
}
