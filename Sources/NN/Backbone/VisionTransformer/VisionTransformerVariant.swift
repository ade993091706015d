/// The size of a vision transformer, by timm's names.
public enum VisionTransformerVariant: String, CaseIterable, Sendable, Codable {
  /// ViT-Ti (arXiv 2012.12877, table 1).
  case tiny = "vit_tiny"
  /// ViT-S (arXiv 2012.12877, table 1).
  case small = "vit_small"
  /// ViT-B (arXiv 2010.11929, table 1).
  case base = "vit_base"
  /// ViT-L (arXiv 2010.11929, table 1).
  case large = "vit_large"

  /// The features of a token, and of an image.
  public var features: Int {
    switch self {
    case .tiny: 192
    case .small: 384
    case .base: 768
    case .large: 1024
    }
  }

  /// The number of heads; each has 64 features.
  public var heads: Int { features / 64 }

  /// The number of blocks.
  public var blockCount: Int { self == .large ? 24 : 12 }
}
