import BarlowTwins
import Evaluation
import Formatting
import Runs

/// A run of a report: its files, and what its network makes of images, if that could be looked at.
package struct ReportedRun {
  /// What the run folder tells.
  package let history: RunHistory
  /// What the network makes of images; nil if it could not be looked at.
  package let study: ImageStudy?
  /// What an evaluation for the report found; nil where the run has one, or nothing could be measured.
  package let measured: EvaluationRecord?
  /// Why no accuracy was measured for the report, in a sentence; nil where one was, or the run has one.
  package let unmeasured: String?
  /// Why there is no study, in a sentence; nil where there is one.
  package let absence: String?

  package init(
    history: RunHistory, study: ImageStudy, measured: EvaluationRecord? = nil, unmeasured: String? = nil
  ) {
    self.unmeasured = unmeasured
    self.history = history
    self.study = study
    self.measured = measured
    absence = nil
  }

  package init(history: RunHistory, absence: String) {
    self.history = history
    study = nil
    (measured, unmeasured) = (nil, nil)
    self.absence = absence
  }

  /// A diagnosis of the embeddings, and when it was.
  struct Moment {
    let step: Int
    let epoch: Double?
    let summary: EmbeddingSummary

    var label: String {
      "step \(NumberText.grouped(step))" + (epoch.map { " (epoch \(NumberText.short($0, digits: 3)))" } ?? "")
    }
  }

  /// The states of the embeddings in order: those recorded during training, else the one that was measured for the report.
  var moments: [Moment] {
    let recorded = history.diagnoses.map { Moment(step: $0.record.step, epoch: $0.record.epoch, summary: $0.summary) }
    guard recorded.isEmpty else { return recorded }
    return study?.summary.map { [Moment(step: lastStep, epoch: nil, summary: $0)] } ?? []
  }

  /// Whether the states were recorded during training.
  var isMonitored: Bool { history.hasDiagnoses }

  /// The diagnosis of the embeddings at the end; nil if nothing tells it.
  package var verdict: Verdict? { moments.last?.summary.verdict }

  /// Whether it has learned.
  package var learning: LearningAnswer { history.learning(with: measured) }

  /// The answer to whether it has collapsed.
  var collapseText: VerdictText { VerdictText(verdict, isTooShort: learning.trend == .tooShort) }

  var lastStep: Int { history.metrics.last?.step ?? 0 }
}
