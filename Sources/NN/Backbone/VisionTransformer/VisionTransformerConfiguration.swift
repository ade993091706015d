import Settings

/// The shape of a vision transformer.
public struct VisionTransformerConfiguration: BackboneConfiguration {
  /// The size.
  public var variant: VisionTransformerVariant
  /// The side of a patch in pixels; each patch becomes a token.
  public var patchSize: Int
  /// The side in pixels of the images that position embeddings are made for; those of others are interpolated.
  public var positionSize: Int
  /// The share of images that leave out the last block's branches in training; earlier blocks' rates grow up to it from 0.
  public var dropPath: Double
  /// The channels of the image: 1 or 3.
  public var inputChannels: Int

  private enum CodingKeys: String, CodingKey {
    case variant = "backbone"
    case patchSize, positionSize, dropPath
    case inputChannels = "channels"
  }

  public init(
    variant: VisionTransformerVariant, patchSize: Int = 16, positionSize: Int = 224, dropPath: Double = 0,
    inputChannels: Int = 3
  ) {
    self.variant = variant
    self.patchSize = patchSize
    self.positionSize = positionSize
    self.dropPath = dropPath
    self.inputChannels = inputChannels
  }

  /// Decodes the shape; what is not said is as published.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    variant = try values.decode(VisionTransformerVariant.self, forKey: .variant)
    patchSize = try values.decodeIfPresent(Int.self, forKey: .patchSize) ?? 16
    positionSize = try values.decodeIfPresent(Int.self, forKey: .positionSize) ?? 224
    dropPath = try values.decodeIfPresent(Double.self, forKey: .dropPath) ?? 0
    inputChannels = try values.decodeIfPresent(Int.self, forKey: .inputChannels) ?? 3
  }

  public static var names: [String] { VisionTransformerVariant.allCases.map(\.rawValue) }
  public static var settings: [Setting] {
    [
      Setting("patchSize", .integer(2...64)), Setting("positionSize", .integer(8...1024)),
      Setting("dropPath", .number(0...0.9)),
    ]
  }
  public var name: String { variant.rawValue }
  public var featureCount: Int { variant.features }
  public var summary: String { "\(variant.rawValue) with patches of \(patchSize) pixels" }
  public var limits: BackboneLimits { BackboneLimits() }

  /// The patches along a side of the images that position embeddings are made for; what is left of a side has none, as in timm.
  public var positionGrid: Int { max(positionSize / patchSize, 1) }

  public func make(from source: ParameterSource) throws -> any Backbone { try VisionTransformer(self, from: source) }
}
