/// What the features of an image are.
public enum FeatureKind: String, CaseIterable, Sendable, Codable {
  /// The output of the backbone.
  case representation
  /// The output of the backbone, whitened by statistics of the training images.
  case whitened
  /// The output of the projector.
  case embedding

  /// What a run may name as its usual features.
  static let usual: [FeatureKind] = [.representation, .whitened]
}
