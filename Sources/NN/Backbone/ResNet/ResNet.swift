import Torch

/// A residual network without its classifier: images `[N, C, H, W]` in, representations `[N, featureCount]` out.
///
/// Architecture, initialization and state keys are torchvision's, with the last normalization of each residual branch
/// starting at zero (He et al., arXiv 1512.03385; Goyal et al., arXiv 1706.02677). Wide and grouped ones are variants.
public final class ResNet: Backbone {
  public let configuration: any BackboneConfiguration
  package let stem: (convolution: Conv2d, normalization: BatchNorm)
  private let foldedStem: FoldedConvolution
  package let pool: MaxPool2d?
  /// The four stages, each of ``ResidualBlock``s.
  package let stages: [Sequential]
  private let blocks: [[ResidualBlock]]
  private let allFolded: [FoldedConvolution]
  package let grid: Int

  public init(_ configuration: ResNetConfiguration, from source: ParameterSource) throws {
    precondition(configuration.width > 0 && configuration.inputChannels > 0, "a network has channels")
    self.configuration = configuration
    grid = configuration.grid
    let width = configuration.width
    let convolution =
      switch configuration.stem {
      case .imagenet:
        try Conv2d(configuration.inputChannels, width, kernel: 7, stride: 2, padding: 3, from: source)
      case .cifar: try Conv2d(configuration.inputChannels, width, kernel: 3, padding: 1, from: source)
      case .strided: try Conv2d(configuration.inputChannels, width, kernel: 3, stride: 2, padding: 1, from: source)
      }
    stem = (convolution, try BatchNorm(width, from: source))
    foldedStem = FoldedConvolution(stem.convolution, stem.normalization)
    pool = configuration.stem == .imagenet ? MaxPool2d(kernel: 3, stride: 2, padding: 1) : nil

    let variant = configuration.variant
    let kind = variant.blockKind
    var inputs = width
    blocks = try variant.blockCounts.enumerated().map { stage, blockCount in
      let channels = width << stage
      let blocks = try (0..<blockCount).map { block in
        let made = try ResidualBlock(
          kind, inputs: inputs, channels: channels, inner: variant.innerChannels(channels), groups: variant.groups,
          stride: stage > 0 && block == 0 ? 2 : 1, from: source)
        inputs = channels * kind.expansion
        return made
      }
      return blocks
    }
    stages = blocks.map { Sequential($0) }
    allFolded = [foldedStem] + blocks.joined().flatMap(\.allFolded)
  }

  public var children: [(name: String, module: any Module)] {
    [("conv1", stem.convolution), ("bn1", stem.normalization)]
      + stages.enumerated().map { ("layer\($0.offset + 1)", $0.element) }
  }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    guard try FoldedConvolution.areUsable(allFolded, input, mode) else { return try throughSegments(input, mode: mode) }
    var value = try foldedStem(input, rectifies: true)
    if let pool { value = try pool(value, mode: mode) }
    for block in blocks.joined() { value = try block.used(value) }
    return try averaged(value)
  }

  /// The stem, each block, the average over the image.
  public var segments: [Segment] {
    [{ try self.begun($0, mode: $1) }] + blocks.joined().map { block in { try block($0, mode: $1) } }
      + [{ value, _ in try self.averaged(value) }]
  }

  private func begun(_ images: Tensor, mode: ForwardMode) throws -> Tensor {
    let value = try stem.normalization(
      stem.convolution(images, mode: mode), addedTo: nil, rectifies: true, mode: mode)
    return try pool.map { try $0(value, mode: mode) } ?? value
  }

  private func averaged(_ value: Tensor) throws -> Tensor {
    try value.adaptiveAveragePool2d(side: grid).flatten(1)
  }
}
