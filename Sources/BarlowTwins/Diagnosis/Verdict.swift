/// Whether embeddings are fit for use, and if not, what is the matter with them.
public enum Verdict: String, Sendable, Codable, CaseIterable {
  /// Images have different features, and features say different things.
  case healthy
  /// All images have the same features.
  case completeCollapse = "complete-collapse"
  /// Images differ, but the features repeat each other (dimensional collapse).
  case redundant
  /// Views of one image have hardly more in common than those of different images.
  case notYetTrained = "not-yet-trained"
}
