import Settings

/// The shape of a residual network.
public struct ResNetConfiguration: BackboneConfiguration {
  /// The depth and the kind of blocks.
  public var variant: ResNetVariant
  /// The channels of the first stage; each later one has twice as many.
  ///
  /// The published width is 64.
  public var width: Int
  /// How an image enters.
  public var stem: ResNetStem
  /// The side of the grid over whose cells the last stage's channels are averaged: 1 is the published average over the image.
  ///
  /// With 2 the representation has four times as many features, which keep what is where in the image.
  public var grid: Int
  /// The channels of the image: 1 or 3.
  public var inputChannels: Int

  private enum CodingKeys: String, CodingKey {
    case variant = "backbone"
    case width, stem, grid
    case inputChannels = "channels"
  }

  public init(
    variant: ResNetVariant, width: Int = 64, stem: ResNetStem = .imagenet, grid: Int = 1, inputChannels: Int = 3
  ) {
    self.variant = variant
    self.width = width
    self.stem = stem
    self.grid = grid
    self.inputChannels = inputChannels
  }

  /// Decodes the shape; images are in colour where nothing says otherwise.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    variant = try values.decode(ResNetVariant.self, forKey: .variant)
    width = try values.decode(Int.self, forKey: .width)
    stem = try values.decode(ResNetStem.self, forKey: .stem)
    grid = try values.decodeIfPresent(Int.self, forKey: .grid) ?? 1
    inputChannels = try values.decodeIfPresent(Int.self, forKey: .inputChannels) ?? 3
  }

  public static var names: [String] { ResNetVariant.allCases.map(\.rawValue) }
  public static var settings: [Setting] {
    [
      Setting("width", .integer(4...1024)), Setting("stem", .choice(ResNetStem.allCases.map(\.rawValue))),
      Setting("grid", .integer(1...8)),
    ]
  }
  public var name: String { variant.rawValue }
  public var featureCount: Int { width * 8 * variant.blockKind.expansion * grid * grid }
  public var summary: String { "\(variant.rawValue) of width \(width)" }

  /// Images that have become a single pixel before the last stage, whose 3×3 convolution has stride 2, get a gradient in
  /// bfloat16 that is left uninitialized; the gradient of a 1×1 convolution writes outside its memory in single precision when
  /// the number of images is odd.
  public var limits: BackboneLimits {
    let side =
      switch stem {
      case .cifar: 5
      case .strided: 9
      case .imagenet: 17
      }
    return BackboneLimits(leastSideInBFloat16: side, needsEvenBatchInFloat32: true)
  }

  public func make(from source: ParameterSource) throws -> any Backbone { try ResNet(self, from: source) }
}
