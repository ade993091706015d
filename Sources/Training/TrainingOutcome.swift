import Runs

/// How a training ended.
public struct TrainingOutcome: Sendable {
  /// Why it ended.
  public enum Reason: Sendable {
    /// It reached its length.
    case completed
    /// It was asked to stop, and has written a checkpoint.
    case interrupted
  }

  /// Why the training ended.
  public let reason: Reason
  /// How far it has come.
  public let position: TrainingPosition
  /// The number of images that could not be read and were skipped, in this process.
  public let badImages: Int
}
