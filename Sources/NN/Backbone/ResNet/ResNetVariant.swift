/// The depth of a residual network.
public enum ResNetVariant: String, CaseIterable, Sendable, Codable {
  /// One basic block a stage: for small images on small machines. Not in torchvision.
  case resnet10
  case resnet18, resnet34, resnet50, resnet101, resnet152

  /// The number of blocks in each of the four stages (arXiv 1512.03385, table 1).
  public var blockCounts: [Int] {
    switch self {
    case .resnet10: [1, 1, 1, 1]
    case .resnet18: [2, 2, 2, 2]
    case .resnet34, .resnet50: [3, 4, 6, 3]
    case .resnet101: [3, 4, 23, 3]
    case .resnet152: [3, 8, 36, 3]
    }
  }

  var blockKind: ResidualBlock.Kind {
    switch self {
    case .resnet10, .resnet18, .resnet34: .basic
    case .resnet50, .resnet101, .resnet152: .bottleneck
    }
  }
}
