/// A line of a log that belongs to a step of training.
public protocol StepRecord: Codable, Sendable {
  /// The number of steps done.
  var step: Int { get }
}

extension StepMetrics: StepRecord {}
extension MonitorRecord: StepRecord {}
