import BarlowTwins
import Formatting

/// The answer to *has it learned?* from what a run folder tells: its evaluations, its measurements and its losses.
///
/// Only accuracies beside baselines, on the data of the training and with all labels, can say yes or no: views that agree are
/// a means, and an accuracy alone is worth what raw pixels leave over.
public struct LearningAnswer: Equatable, Sendable {
  /// What the records say.
  public let verdict: LearningVerdict
  /// The answer in sentences, and what to do next.
  public let reason: String
  /// The accuracy beside its baselines that the answer rests on; nil where there is none.
  public let comparison: AccuracyComparison?
  /// Whether the loss was still falling.
  public let trend: LearningTrend

  /// The answer from a run's records.
  ///
  /// - Parameters:
  ///   - evaluations: The records of evaluations, the newest last.
  ///   - monitor: The measurements during training.
  ///   - losses: The loss of each step.
  ///   - data: What the training data is called.
  public init(evaluations: [EvaluationRecord], monitor: [MonitorRecord], losses: [Double], data: String) {
    let told = evaluations.headlines(of: data).last { AccuracyComparison($0) != nil }
    comparison = told.flatMap(AccuracyComparison.init)
    trend = LearningTrend(losses: losses)
    verdict = comparison?.verdict ?? .unknown
    let answer =
      comparison.map { comparison in
        "\(told?.kind == "knn" ? "Nearest neighbours tell" : "A linear classifier tells") the class of "
          + "\(NumberText.percent(comparison.top1, decimals: 2)) of \(NumberText.count(comparison.images, "image"))"
          + (told.flatMap { $0.step < losses.count ? " after step \(NumberText.grouped($0.step))" : nil } ?? "")
          + ". \(comparison.reason)"
      } ?? Self.unmeasured(monitor)
    reason = "\(answer) \(trend.sentence)"
  }

  /// What can be said without accuracies beside baselines.
  private static func unmeasured(_ monitor: [MonitorRecord]) -> String {
    let agreements = monitor.compactMap { record in record.diagnosis.map { (record.step, $0.meanDiagonal) } }
    let votes = monitor.compactMap { record in record.knn.map { (record.step, $0.accuracy) } }
    var sentences: [String] = []
    if let last = agreements.last {
      let first = agreements.first.flatMap { $0.0 == 0 && agreements.count > 1 ? $0.1 : nil }
      sentences.append(
        "Views of an image agree by \(number(last.1))"
          + (first.map { ", where the untrained network had \(number($0))" } ?? "") + "; 1 is full.")
    }
    if let last = votes.last {
      let first = votes.first.flatMap { $0.0 == 0 && votes.count > 1 ? $0.1 : nil }
      sentences.append(
        "During training, neighbours told the class of \(NumberText.percent(last.1, decimals: 2)) of held-out images"
          + (first.map { ", \(NumberText.percent($0, decimals: 2)) before it" } ?? "") + ".")
    }
    return
      (sentences + [
        "What the features are worth beside raw pixels takes labels: evaluate knn or evaluate linear tells."
      ])
      .joined(separator: " ")
  }

  private static func number(_ value: Double) -> String { NumberText.short(value, digits: 2) }
}

extension Collection where Element == EvaluationRecord {
  /// Those that can stand for a run as a whole: on the data of its training, of the newest weights that any is of, with all labels.
  public func headlines(of data: String) -> [EvaluationRecord] {
    let newest = map(\.step).max()
    return filter { $0.data == data && $0.step == newest && $0.kind != "finetune" && $0.usesAllLabels }
  }
}

extension EvaluationRecord {
  fileprivate var usesAllLabels: Bool {
    settings["labels"].map { $0.hasPrefix("100.0%") || $0.hasPrefix("100%") } ?? true
  }
}

extension RunHistory {
  /// Whether the run has learned, as far as its folder tells, and what was measured beside it.
  package func learning(with measured: EvaluationRecord? = nil) -> LearningAnswer {
    LearningAnswer(
      evaluations: evaluations + (measured.map { [$0] } ?? []), monitor: monitor, losses: metrics.map(\.loss),
      data: record.data)
  }
}
