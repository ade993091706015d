import BarlowTwins
import Foundation
import Runs

/// What the folder of a run answers to the questions that people ask of a training, in words and for programs.
struct RunAnswers: Encodable {
  /// Whether the embeddings have collapsed; left out where nothing was measured.
  let verdict: Verdict?
  let verdictReason: String?
  /// Whether the network has learned, as far as its folder tells.
  private(set) var learned: LearningVerdict?
  private(set) var learnedReason: String?
  /// How well views agree beside the untrained network.
  let agreement: ViewAgreement?
  /// Whether the loss was still falling.
  let trend: LearningTrend
  /// Whether more of the dimensions were still coming into use.
  let rank: RankTrend?
  /// Whether it was still getting better, in sentences.
  let progress: String
  /// What to do next, in a sentence or two.
  let nextStep: String

  /// The answers of a run; nil where it has no steps yet, or its files are damaged, which is said.
  ///
  /// A file of evaluations that is damaged is no reason to lose the result of a training.
  init?(of run: RunFolder, measured: EvaluationRecord? = nil) {
    guard FileManager.default.fileExists(atPath: run.metricsFile) else { return nil }
    do {
      let history = try RunHistory(path: run.path)
      let (diagnosis, learning) = (history.diagnoses.last?.summary, history.learning(with: measured))
      (verdict, verdictReason) = (diagnosis?.verdict, diagnosis?.reason)
      (learned, learnedReason) = (learning.verdict, learning.finding)
      (agreement, trend, rank) = (learning.agreement, learning.trend, learning.rank)
      (progress, nextStep) = (learning.progress, learning.nextStep)
    } catch {
      Terminal.error("note: whether it has learned is not told: \(ExitCode.message(for: error))")
      return nil
    }
  }

  /// The answers without that to whether it has learned, for whoever has measured it and tells more of it.
  var besidesLearned: RunAnswers {
    var rest = self
    (rest.learned, rest.learnedReason) = (nil, nil)
    return rest
  }

  /// A line for each question.
  var lines: [String] {
    let healthy = trend == .tooShort ? "not so far" : "no"
    return [
      verdict.map { "has it collapsed? \($0 == .healthy ? healthy : $0.rawValue): \(verdictReason ?? "")" },
      learnedReason.map { "has it learned? \(learned == .learned ? "yes: " : "")\($0)" },
      "is it still getting better? \(progress)", "what to do next? \(nextStep)",
    ].compactMap { $0 }
  }
}
