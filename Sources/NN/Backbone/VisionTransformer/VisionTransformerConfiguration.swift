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
  /// What the scales of residual branches' features start at (arXiv 2103.17239); 0 for none.
  public var layerScale: Double
  /// The number of register tokens beside the class token (arXiv 2309.16588).
  public var registers: Int
  /// Which tokens have a position embedding.
  public var positions: TokenPositions
  /// The channels of the image: 1 or 3.
  public var inputChannels: Int

  private enum CodingKeys: String, CodingKey {
    case variant = "backbone"
    case patchSize, positionSize, dropPath, layerScale, registers, positions
    case inputChannels = "channels"
  }

  public init(
    variant: VisionTransformerVariant, patchSize: Int = 16, positionSize: Int = 224, dropPath: Double = 0,
    layerScale: Double = 0, registers: Int = 0, positions: TokenPositions = .all, inputChannels: Int = 3
  ) {
    self.variant = variant
    self.patchSize = patchSize
    self.positionSize = positionSize
    self.dropPath = dropPath
    self.layerScale = layerScale
    self.registers = registers
    self.positions = positions
    self.inputChannels = inputChannels
  }

  /// Decodes the shape; what is not said is as published.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    variant = try values.decode(VisionTransformerVariant.self, forKey: .variant)
    patchSize = try values.decodeIfPresent(Int.self, forKey: .patchSize) ?? 16
    positionSize = try values.decodeIfPresent(Int.self, forKey: .positionSize) ?? 224
    dropPath = try values.decodeIfPresent(Double.self, forKey: .dropPath) ?? 0
    layerScale = try values.decodeIfPresent(Double.self, forKey: .layerScale) ?? 0
    registers = try values.decodeIfPresent(Int.self, forKey: .registers) ?? 0
    positions = try values.decodeIfPresent(TokenPositions.self, forKey: .positions) ?? .all
    inputChannels = try values.decodeIfPresent(Int.self, forKey: .inputChannels) ?? 3
  }

  public static var names: [String] { VisionTransformerVariant.allCases.map(\.rawValue) }
  public static var settings: [Setting] {
    [
      Setting("patchSize", .integer(2...64)), Setting("positionSize", .integer(8...1024)),
      Setting("dropPath", .number(0...0.9)), Setting("layerScale", .number(0...1)),
      Setting("registers", .integer(0...64)), Setting("positions", .choice(TokenPositions.allCases.map(\.rawValue))),
    ]
  }
  public var name: String { variant.rawValue }
  public var featureCount: Int { variant.features }
  public var summary: String {
    "\(variant.rawValue) with patches of \(patchSize) pixels" + (layerScale > 0 ? ", layer scale" : "")
      + (registers > 0 ? ", \(registers) registers" : "") + (positions == .all ? "" : ", positions of patches alone")
  }
  public var limits: BackboneLimits { BackboneLimits() }

  /// The patches along a side of the images that position embeddings are made for; what is left of a side has none, as in timm.
  public var positionGrid: Int { max(positionSize / patchSize, 1) }

  public func make(from source: ParameterSource) throws -> any Backbone { try VisionTransformer(self, from: source) }
}
