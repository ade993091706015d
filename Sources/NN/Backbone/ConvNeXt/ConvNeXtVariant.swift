/// The depth of a ConvNeXt, by timm's names.
public enum ConvNeXtVariant: String, CaseIterable, Sendable, Codable {
  /// ConvNeXt-T (arXiv 2201.03545, section 3).
  case tiny = "convnext_tiny"
  /// timm's smallest one, with half of the published depth and less than half of the width.
  case atto = "convnext_atto"

  /// The number of blocks in each of the four stages.
  public var blockCounts: [Int] {
    switch self {
    case .tiny: [3, 3, 9, 3]
    case .atto: [2, 2, 6, 2]
    }
  }

  /// The channels of the first stage, as published.
  public var usualWidth: Int {
    switch self {
    case .tiny: 96
    case .atto: 40
    }
  }

  /// Whether the perceptron of a block is made of 1×1 convolutions instead of linear maps, which decides the shapes of weights.
  package var usesConvolutions: Bool { self == .atto }
}
