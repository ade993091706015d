import BarlowTwins
import Foundation
import Runs
import Torch

/// What became of one scenario.
package struct CollapseOutcome {
  /// The scenario.
  package let scenario: CollapseScenario
  /// Its training, with what the monitor saw.
  package let history: RunHistory
  /// The diagnosis of the embeddings at the end.
  package let summary: EmbeddingSummary
  /// The share of held-out images whose class neighbours tell at the end; nil without classes.
  package let accuracy: Double?
  /// How far entries of the embeddings are from their feature's mean over the images, in units of the embeddings' size.
  ///
  /// All are 0 when every image has the same features.
  package let deviations: [Double]

  /// The most entries of embeddings that a histogram counts.
  private static let mostEntries = 1 << 16

  /// What became of a scenario whose run has been watched, with embeddings of some images at its end.
  ///
  /// - Throws: `EvaluationError` if the run was not watched.
  package init(_ scenario: CollapseScenario, history: RunHistory, embeddings: Tensor) throws {
    guard let last = history.monitor.last, let summary = last.diagnosis else {
      throw EvaluationError(
        .badData, "\(history.folder.path) does not tell the diagnosis of its embeddings; remove it and run this again")
    }
    self.scenario = scenario
    self.history = history
    self.summary = summary
    accuracy = last.knn?.accuracy
    let rows = max(1, min(embeddings.size(0), Self.mostEntries / max(embeddings.size(1), 1)))
    let exact = try embeddings.narrow(start: 0, length: rows).to(.float64)
    let size = try exact.square().mean().item().squareRoot()
    let centred = try (exact - exact.mean([0], keep: true)).doubles()
    deviations = size > 0 ? centred.map { $0 / size } : centred.map { _ in 0 }
  }

  /// Whether the features became what they were expected to.
  package var isAsExpected: Bool { summary.verdict.map(scenario.expected.contains) ?? false }

  /// Whether the training ended before it could become so: its views do not agree yet, or its loss was still falling.
  package var isTooShort: Bool {
    guard !isAsExpected else { return false }
    return summary.verdict == .notYetTrained
      || [.tooShort, .falling].contains(LearningTrend(losses: history.metrics.map(\.loss)))
  }
}
