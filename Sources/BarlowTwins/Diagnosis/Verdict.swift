/// Whether embeddings have collapsed, and in which of the two ways.
public enum Verdict: String, Sendable, Codable, CaseIterable {
  /// Images have different features, and features say different things.
  case healthy
  /// All images have the same features.
  case completeCollapse = "complete-collapse"
  /// Images differ, but the features repeat each other (dimensional collapse).
  case redundant
}
