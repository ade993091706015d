import Torch

/// A ConvNeXt without its classifier: images `[N, C, H, W]` in, representations `[N, featureCount]` out.
///
/// Architecture, initialization and state keys are timm's: a 4×4 convolution of stride 4, four stages, the average over the image
/// and a layer normalization (Liu et al., arXiv 2201.03545).
public final class ConvNeXt: Backbone {
  public let configuration: any BackboneConfiguration
  package let stem: (convolution: Conv2d, normalization: LayerNorm2d)
  package let stages: [ConvNeXtStage]
  /// The normalization of what is averaged.
  package let norm: LayerNorm

  public init(_ configuration: ConvNeXtConfiguration, from source: ParameterSource) throws {
    precondition(configuration.width > 0 && configuration.inputChannels > 0, "a network has channels")
    self.configuration = configuration
    let (variant, width) = (configuration.variant, configuration.width)
    stem = (
      try Conv2d(
        configuration.inputChannels, width, kernel: 4, stride: 4, bias: true, initialization: MLP.initialization,
        from: source),
      try LayerNorm2d(width, from: source)
    )
    let blockCount = variant.blockCounts.reduce(0, +)
    var firstBlock = 0
    stages = try variant.blockCounts.enumerated().map { stage, count in
      let blocks = firstBlock..<firstBlock + count
      firstBlock += count
      return try ConvNeXtStage(
        inputs: width << max(stage - 1, 0), channels: width << stage, usesConvolutions: variant.usesConvolutions,
        firstBlock: blocks.lowerBound,
        dropRates: blocks.map { DropPath.rate(ofBlock: $0, of: blockCount, last: configuration.dropPath) },
        from: source)
    }
    norm = try LayerNorm(configuration.featureCount, from: source)
  }

  public var children: [(name: String, module: any Module)] {
    [
      ("stem", Sequential([stem.convolution, stem.normalization])), ("stages", Sequential(stages)), ("head.norm", norm),
    ]
  }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try throughSegments(input, mode: mode)
  }

  /// The stem, what each stage begins with, each block, the average over the image with its normalization.
  public var segments: [Segment] {
    [{ try self.stem.normalization(self.stem.convolution($0, mode: $1), mode: $1) }]
      + stages.flatMap(\.segments) + [{ try self.norm($0.mean([2, 3]), mode: $1) }]
  }
}
