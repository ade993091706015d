import BarlowTwins

/// A verdict in words and signs for a page.
struct VerdictText {
  /// The words, with a sign before them that needs no colour.
  let title: String
  /// How the page stresses it: `good`, `warn`, `bad`, or empty for what is not known.
  let tone: String

  init(_ verdict: Verdict?) {
    // By its word: a verdict that comes to be known later shall not keep a report from being written.
    switch verdict?.rawValue {
    case "healthy": (title, tone) = ("✓ Healthy", "good")
    case "complete-collapse": (title, tone) = ("✕ Complete collapse", "bad")
    case "redundant": (title, tone) = ("! Redundant features", "warn")
    case let other?:
      let words = other.replacing("-", with: " ")
      (title, tone) = ("! " + words.prefix(1).uppercased() + words.dropFirst(), "warn")
    case nil: (title, tone) = ("? Not known", "")
    }
  }
}
