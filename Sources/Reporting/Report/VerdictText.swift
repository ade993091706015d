import BarlowTwins

/// A verdict in words and signs for a page.
struct VerdictText {
  /// The words, with a sign before them that needs no colour.
  let title: String
  /// How the page stresses it: `good`, `warn`, `bad`, or empty for what is not known.
  let tone: String

  init(_ verdict: Verdict?) {
    switch verdict {
    case .healthy: (title, tone) = ("✓ Healthy", "good")
    case .completeCollapse: (title, tone) = ("✕ Complete collapse", "bad")
    case .redundant: (title, tone) = ("! Redundant features", "warn")
    case .notYetTrained: (title, tone) = ("… Not yet trained", "warn")
    case nil: (title, tone) = ("? Not known", "")
    }
  }
}
