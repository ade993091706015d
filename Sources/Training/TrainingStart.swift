import Runs

/// Where a training begins or goes on.
public struct TrainingStart: Equatable, Sendable {
  /// The number of steps done in earlier parts of the run.
  public let stepsDone: Int
  /// Whether nothing is left to do.
  public let isFinished: Bool
  /// The length that a finished run had before it was prolonged; nil if it was not.
  public let prolongedFrom: TrainingLength?

  /// Whether a projector came with the weights that a new run starts from; nil if it starts from none.
  public let startsWithProjector: Bool?
  /// What was recognized in the file of weights that a new run starts from, in one line; nil if it starts from none.
  public let startSummary: String?

  init(
    stepsDone: Int, isFinished: Bool = false, prolongedFrom: TrainingLength? = nil, startsWithProjector: Bool? = nil,
    startSummary: String? = nil
  ) {
    self.startSummary = startSummary
    self.startsWithProjector = startsWithProjector
    self.stepsDone = stepsDone
    self.isFinished = isFinished
    self.prolongedFrom = prolongedFrom
  }
}
