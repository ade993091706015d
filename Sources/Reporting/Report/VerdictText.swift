import BarlowTwins
import Runs

/// The answer to a question about a run in words and signs for a page.
struct VerdictText {
  /// The words, with a sign before them that needs no colour.
  let title: String
  /// How the page stresses it: `good`, `warn`, `bad`, or empty for what is not known.
  let tone: String

  init(_ verdict: LearningVerdict) {
    switch verdict {
    case .learned: (title, tone) = ("✓ Yes, more than every baseline", "good")
    case .notLearned: (title, tone) = ("✕ No, less than a baseline", "bad")
    case .undecided: (title, tone) = ("… Cannot be told from chance", "warn")
    case .unknown: (title, tone) = ("? Not known", "")
    }
  }

  /// The answer to whether embeddings have collapsed; one after a few steps is no praise.
  init(_ verdict: Verdict?, isTooShort: Bool = false) {
    switch verdict {
    case .healthy where isTooShort: (title, tone) = ("… No collapse so far", "warn")
    case .healthy: (title, tone) = ("✓ No collapse", "good")
    case .redundant where isTooShort: (title, tone) = ("… Redundant features so far", "warn")
    case .completeCollapse: (title, tone) = ("✕ Complete collapse", "bad")
    case .redundant: (title, tone) = ("! Redundant features", "warn")
    case .notYetTrained: (title, tone) = ("… Not yet trained", "warn")
    case nil: (title, tone) = ("? Not known", "")
    }
  }
}
