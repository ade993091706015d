import BarlowTwins
import Formatting

/// The answer to *has it learned?* from what a run folder tells: its evaluations, its measurements and its losses.
///
/// Only accuracies beside baselines, on the data of the training and with all labels, can say yes or no: views that agree are
/// a means, and an accuracy alone is worth what raw pixels leave over.
public struct LearningAnswer: Equatable, Sendable {
  /// What the records say.
  public let verdict: LearningVerdict
  /// What the answer rests on, in sentences.
  public let finding: String
  /// What to do next, in a sentence or two.
  public let nextStep: String
  /// The accuracy beside its baselines that the answer rests on; nil where there is none.
  public let comparison: AccuracyComparison?
  /// How well views agree beside the untrained network; nil where too few steps tell.
  public let agreement: ViewAgreement?
  /// Whether the loss was still falling.
  public let trend: LearningTrend
  /// Whether more of the dimensions were still coming into use; nil where too few measurements tell.
  public let rank: RankTrend?

  /// The answer from a run's records.
  ///
  /// - Parameters:
  ///   - evaluations: The records of evaluations, the newest last.
  ///   - monitor: The measurements during training.
  ///   - metrics: What was recorded of each step.
  ///   - data: What the training data is called.
  public init(evaluations: [EvaluationRecord], monitor: [MonitorRecord], metrics: [StepMetrics], data: String) {
    let told = evaluations.headlines(of: data).last { AccuracyComparison($0) != nil }
    comparison = told.flatMap(AccuracyComparison.init)
    trend = LearningTrend(losses: metrics.map(\.loss))
    rank = RankTrend(monitor: monitor)
    agreement = ViewAgreement(meanDiagonals: metrics.map(\.meanDiagonal))
    verdict = comparison?.verdict ?? .unknown
    let answer =
      comparison.map { comparison in
        "\(told?.kind == "knn" ? "Nearest neighbours tell" : "A linear classifier tells") the class of "
          + "\(NumberText.percent(comparison.top1, decimals: 2)) of \(NumberText.count(comparison.images, "image"))"
          + (told.flatMap { $0.step < metrics.count ? " after step \(NumberText.grouped($0.step))" : nil } ?? "")
          + ". \(comparison.finding)"
      } ?? Self.unmeasured(monitor)
    finding = [answer, agreement?.sentence].compactMap { $0 }.joined(separator: " ")
    nextStep = Self.nextStep(
      verdict, comparison, isImproving: trend == .falling || rank?.isRising == true, trend,
      hasCollapsed: monitor.last { $0.diagnosis != nil }?.diagnosis?.verdict == .completeCollapse,
      hasClasses: monitor.contains { $0.knn != nil })
  }

  /// Whether it was still getting better, in sentences.
  public var progress: String { [trend.sentence, rank?.sentence].compactMap { $0 }.joined(separator: " ") }

  /// Everything in sentences: what the answer rests on, and whether it was still getting better.
  public var reason: String { finding + " " + progress }

  private static func nextStep(
    _ verdict: LearningVerdict, _ comparison: AccuracyComparison?, isImproving: Bool, _ trend: LearningTrend,
    hasCollapsed: Bool, hasClasses: Bool
  ) -> String {
    if hasCollapsed { return "Mend the collapse first: a collapsed network learns nothing, however long it trains." }
    let longer =
      switch trend {
      case .rising: "Start anew with a smaller learning rate: the loss was rising."
      case .tooShort: "Train longer: so few steps tell little."
      case .falling, .level: isImproving ? "Train longer: it was still getting better." : ""
      }
    switch verdict {
    case .learned:
      let use = "Use it: neighbors finds similar images, embed writes the features."
      let more = "To get further, train on more images, with a larger network or at a larger image size."
      return use + " " + (longer.isEmpty ? more : longer)
    case .notLearned:
      return longer.isEmpty
        ? "Train on more images, or start from weights that exist: longer training at this size would change little."
        : longer + " More images or weights that exist help more."
    case .undecided: return [longer, comparison?.advice ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    case .unknown:
      let label =
        hasClasses
        ? "Measure it: evaluate knn tells what the features are worth beside raw pixels."
        : "Measure it on images with classes, each class in a folder of its own, 50 images or more in all: evaluate knn tells what "
          + "the features are worth."
      return [longer, label].filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  /// What can be said without accuracies beside baselines.
  private static func unmeasured(_ monitor: [MonitorRecord]) -> String {
    let votes = monitor.compactMap { record in record.knn.map { (record.step, $0.accuracy) } }
    var sentences: [String] = []
    if let last = votes.last {
      let first = votes.first.flatMap { $0.0 == 0 && votes.count > 1 ? $0.1 : nil }
      sentences.append(
        "During training, neighbours told the class of \(NumberText.percent(last.1, decimals: 2)) of held-out images"
          + (first.map { ", \(NumberText.percent($0, decimals: 2)) before it" } ?? "") + ".")
    }
    // Where neighbours have voted there are classes.
    let missing = votes.isEmpty ? "takes labels" : "is told by evaluate knn"
    return (sentences + ["What the features are worth beside raw pixels \(missing)."]).joined(separator: " ")
  }
}

extension ViewAgreement {
  /// The agreement in a sentence.
  public var sentence: String {
    "Views of an image agree by \(Self.text(trained)), where the untrained network had \(Self.text(untrained)); 1 is full."
  }

  private static func text(_ value: Double) -> String { NumberText.fixed(value) }
}

extension RankTrend {
  /// The trend in a sentence.
  public var sentence: String {
    let (before, last) = (NumberText.short(before, digits: 3), NumberText.short(last, digits: 3))
    return isRising
      ? "Its embeddings used \(last) of \(most) dimensions and \(before) a little before: more were still coming into use."
      : "Its embeddings used \(last) of \(most) dimensions, and no more were coming into use."
  }
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
      evaluations: evaluations + (measured.map { [$0] } ?? []), monitor: monitor, metrics: metrics, data: record.data)
  }
}
