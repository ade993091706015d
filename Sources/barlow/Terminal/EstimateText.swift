import Formatting
import Foundation
import Runs
import Training

/// What a training will be and take, in two lines.
enum EstimateText {
  /// The lines, of a training that has done `stepsDone` steps already.
  static func lines(_ estimate: TrainingEstimate, _ configuration: TrainingConfiguration, stepsDone: Int) -> String {
    let side = configuration.views.imageSize
    let first = configuration.progressiveSize.map { ", at first \($0)×\($0)" } ?? ""
    let projector = configuration.projector.map(String.init).joined(separator: "-")
    let memory = estimate.bytes.map { String(format: "about %.1f GB of memory, ", $0 / 1e9) } ?? ""
    let share = 1 - min(Double(stepsDone) / Double(max(estimate.steps, 1)), 1)
    let left = ProgressLine.time(estimate.seconds * (isTimed(configuration) && stepsDone == 0 ? 1 : share))
    let steps = (isTimed(configuration) ? "about " : "") + NumberText.count(estimate.steps, "step")
    return """
      views \(side)×\(side)\(first); \(millions(estimate.parameterCount)) parameters with the projector \(projector)
      \(NumberText.count(estimate.stepsPerEpoch, "step")) an epoch, \(steps) in all of about \
      \(seconds(estimate.secondsPerStep)) each; \(memory)\(left) to the end
      """
  }

  private static func isTimed(_ configuration: TrainingConfiguration) -> Bool {
    if case .minutes = configuration.length { true } else { false }
  }

  private static func millions(_ count: Int) -> String {
    count < 1_000_000 ? NumberText.grouped(count) : String(format: "%.1f million", Double(count) / 1e6)
  }

  private static func seconds(_ value: Double) -> String {
    value < 1 ? String(format: "%.0f ms", value * 1000) : String(format: "%.1f s", value)
  }
}
