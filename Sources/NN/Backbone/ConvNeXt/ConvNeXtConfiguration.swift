import Settings

/// The shape of a ConvNeXt.
public struct ConvNeXtConfiguration: BackboneConfiguration {
  /// The depth.
  public var variant: ConvNeXtVariant
  /// The channels of the first stage; each later one has twice as many.
  public var width: Int
  /// The share of images that leave out the last block's branch in training; earlier blocks' rates grow up to it from 0.
  public var dropPath: Double
  /// The channels of the image: 1 or 3.
  public var inputChannels: Int

  private enum CodingKeys: String, CodingKey {
    case variant = "backbone"
    case width, dropPath
    case inputChannels = "channels"
  }

  /// A shape; without a width it is the published one.
  public init(variant: ConvNeXtVariant, width: Int? = nil, dropPath: Double = 0, inputChannels: Int = 3) {
    self.variant = variant
    self.width = width ?? variant.usualWidth
    self.dropPath = dropPath
    self.inputChannels = inputChannels
  }

  /// Decodes the shape; what is not said is as published.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      variant: try values.decode(ConvNeXtVariant.self, forKey: .variant),
      width: try values.decodeIfPresent(Int.self, forKey: .width),
      dropPath: try values.decodeIfPresent(Double.self, forKey: .dropPath) ?? 0,
      inputChannels: try values.decodeIfPresent(Int.self, forKey: .inputChannels) ?? 3)
  }

  public static var names: [String] { ConvNeXtVariant.allCases.map(\.rawValue) }
  public static var settings: [Setting] {
    [Setting("width", .integer(4...1024)), Setting("dropPath", .number(0...0.9))]
  }
  public var name: String { variant.rawValue }
  public var featureCount: Int { width * 8 }
  public var summary: String { "\(variant.rawValue) of width \(width)" }

  /// The stem and three stages divide an image's side: less than 32 pixels leave nothing.
  ///
  /// 1×1 convolutions are those whose gradient can write outside its memory, as in ``ResNetConfiguration/limits``.
  public var limits: BackboneLimits {
    BackboneLimits(leastSide: 32, needsEvenBatchInFloat32: variant.usesConvolutions)
  }

  public func make(from source: ParameterSource) throws -> any Backbone { try ConvNeXt(self, from: source) }
}
