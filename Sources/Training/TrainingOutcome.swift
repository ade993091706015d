/// How a training ended.
public struct TrainingOutcome: Sendable {
  /// Why it ended.
  public enum Reason: Sendable {
    /// It reached its length.
    case completed
    /// It was asked to stop, and has written a checkpoint.
    case interrupted
  }

  public let reason: Reason
  /// How far it has come.
  public let position: TrainingPosition
  /// The images that could not be read and were skipped.
  public let badImages: Int
}
