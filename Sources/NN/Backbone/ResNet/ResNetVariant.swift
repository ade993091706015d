/// The depth and the kind of blocks of a residual network.
public enum ResNetVariant: String, CaseIterable, Sendable, Codable {
  /// One basic block a stage: for small images on small machines. Not in torchvision.
  case resnet10
  case resnet18, resnet34, resnet50, resnet101, resnet152
  /// ResNet-50 whose 3×3 convolutions are twice as wide (arXiv 1605.07146).
  case wideResNet50 = "wide_resnet50_2"
  /// ResNet-50 whose 3×3 convolutions are twice as wide and split into 32 groups (arXiv 1611.05431).
  case resNeXt50 = "resnext50_32x4d"

  /// The number of blocks in each of the four stages (arXiv 1512.03385, table 1).
  public var blockCounts: [Int] {
    switch self {
    case .resnet10: [1, 1, 1, 1]
    case .resnet18: [2, 2, 2, 2]
    case .resnet34, .resnet50, .wideResNet50, .resNeXt50: [3, 4, 6, 3]
    case .resnet101: [3, 4, 23, 3]
    case .resnet152: [3, 8, 36, 3]
    }
  }

  /// The groups of a bottleneck's 3×3 convolution.
  public var groups: Int { self == .resNeXt50 ? 32 : 1 }

  /// The channels of each group in the first stage of a network of width 64, torchvision's `width_per_group`.
  public var widthPerGroup: Int {
    switch self {
    case .wideResNet50: 128
    case .resNeXt50: 4
    default: 64
    }
  }

  /// The channels of a bottleneck's 3×3 convolution in a stage of `channels` channels.
  ///
  /// A narrow network's groups have one channel at least.
  func innerChannels(_ channels: Int) -> Int { max(channels * widthPerGroup / 64, 1) * groups }

  var blockKind: ResidualBlock.Kind {
    switch self {
    case .resnet10, .resnet18, .resnet34: .basic
    default: .bottleneck
    }
  }
}
