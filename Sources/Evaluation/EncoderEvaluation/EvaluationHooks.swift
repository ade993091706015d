import Encoders
import Formatting

/// What is called while an evaluation runs; each is given the name of the part that is at work, such as `test images`.
public struct EvaluationHooks {
  /// Told now and then; what it throws stops the work.
  public var progress: (_ part: String, WorkProgress) throws -> Void
  /// Told what there is to say about features that were kept.
  public var report: (_ part: String, FeatureEvent) -> Void

  public init(
    progress: @escaping (_ part: String, WorkProgress) throws -> Void = { _, _ in },
    report: @escaping (_ part: String, FeatureEvent) -> Void = { _, _ in }
  ) {
    self.progress = progress
    self.report = report
  }
}
