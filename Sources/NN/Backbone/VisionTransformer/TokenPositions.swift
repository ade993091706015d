/// Which tokens of a vision transformer have a position embedding; registers have none.
public enum TokenPositions: String, CaseIterable, Sendable, Codable {
  /// The class token and the patches (arXiv 2010.11929, equation 1).
  case all
  /// The patches alone, as in DeiT III (arXiv 2204.07118) and timm's `no_embed_class`.
  case patches
}
