/// The shape of a residual network.
public struct ResNetConfiguration: Equatable, Sendable, Codable {
  /// The depth.
  public var variant: ResNetVariant
  /// The channels of the first stage; each later one has twice as many.
  ///
  /// The published width is 64.
  public var width: Int
  /// How an image enters.
  public var stem: ResNetStem
  /// The channels of the image: 1 or 3.
  public var inputChannels: Int

  public init(variant: ResNetVariant, width: Int = 64, stem: ResNetStem = .imagenet, inputChannels: Int = 3) {
    self.variant = variant
    self.width = width
    self.stem = stem
    self.inputChannels = inputChannels
  }

  /// The number of features that the network gives per image.
  public var featureCount: Int { width * 8 * variant.blockKind.expansion }
}
