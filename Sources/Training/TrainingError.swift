import Settings

/// A training that cannot go on.
public struct TrainingError: SettingError, Equatable, Sendable {
  /// One line that names the step and what to try.
  public let message: SettingMessage

  public init(_ message: SettingMessage) { self.message = message }

  static func diverged(_ what: String, step: Int, checkpoint: Int?, rate: Double) -> TrainingError {
    let kept = checkpoint.map { "the checkpoint of step \($0) is kept" } ?? "there is no checkpoint yet"
    return TrainingError(
      "\(what) at step \(step); \(kept); try a \(setting: "learningRate") below \(JSONValue.number(rate)) or \(setting: "precision") fp32"
    )
  }
}
