/// What the features of an image are.
public enum FeatureKind: String, CaseIterable, Sendable, Codable {
  /// The output of the backbone.
  case representation
  /// The output of the projector.
  case embedding
}
