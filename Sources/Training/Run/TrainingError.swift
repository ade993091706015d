/// A training that cannot go on.
public struct TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One line that names the step and what to try.
  public let description: String

  public init(_ description: String) { self.description = description }

  static func diverged(_ what: String, step: Int, checkpoint: Int?, rate: Double) -> TrainingError {
    let kept = checkpoint.map { "the checkpoint of step \($0) is kept" } ?? "there is no checkpoint yet"
    return TrainingError(
      "\(what) at step \(step); \(kept); try a --learning-rate below \(SettingValue.number(rate)) or --precision fp32")
  }
}
