/// The random operations that make one view of an image.
///
/// They are applied in this order: crop, flip, turn by right angles, rotation, three-augment, colour jitter, grayscale,
/// blur, solarization, erasing.
public struct ViewRecipe: Sendable, Equatable {
  /// The crop, always applied.
  public var crop: RandomResizedCrop
  /// How often the view is mirrored left to right.
  public var flipProbability: Double
  /// The colour jitter; nil for none.
  public var colorJitter: ColorJitter?
  /// How often all channels become the luminance.
  public var grayscaleProbability: Double
  /// The blur; nil for none.
  public var blur: GaussianBlur?
  /// The solarization; nil for none.
  public var solarize: Solarize?
  /// How often the view is turned by 90, 180 or 270 degrees, each equally often; 0.75 makes all four directions alike.
  ///
  /// For pictures without an up and down, such as aerial or microscopic ones (arXiv 1806.03962). It follows the flip.
  public var rightAngleProbability: Double
  /// The turn by an arbitrary angle, which follows that by right angles; nil for none.
  public var rotation: Rotation?
  /// The choice among grayscale, solarization and blur, which precedes the colour jitter; nil for none.
  public var threeAugment: ThreeAugment?
  /// The erasing of a rectangle, at the end; nil for none.
  public var erasing: RandomErasing?

  /// A view with the given operations; what is left out is never applied.
  public init(
    crop: RandomResizedCrop, flipProbability: Double = 0, colorJitter: ColorJitter? = nil,
    grayscaleProbability: Double = 0, blur: GaussianBlur? = nil, solarize: Solarize? = nil,
    rightAngleProbability: Double = 0, rotation: Rotation? = nil, threeAugment: ThreeAugment? = nil,
    erasing: RandomErasing? = nil
  ) {
    self.crop = crop
    self.flipProbability = flipProbability
    self.colorJitter = colorJitter
    self.grayscaleProbability = grayscaleProbability
    self.blur = blur
    self.solarize = solarize
    self.rightAngleProbability = rightAngleProbability
    self.rotation = rotation
    self.threeAugment = threeAugment
    self.erasing = erasing
  }

  /// Throws a `RecipeError` that names the first setting that cannot be used, with `key` in front.
  public func validate(_ key: String) throws {
    try crop.validate("\(key).crop")
    try RecipeError.checkProbability(flipProbability, "\(key).flipProbability")
    try colorJitter?.validate("\(key).colorJitter")
    try RecipeError.checkProbability(grayscaleProbability, "\(key).grayscaleProbability")
    try blur?.validate("\(key).blur")
    try solarize?.validate("\(key).solarize")
    try RecipeError.checkProbability(rightAngleProbability, "\(key).rightAngleProbability")
    try rotation?.validate("\(key).rotation")
    try threeAugment?.validate("\(key).threeAugment")
    try erasing?.validate("\(key).erasing")
  }
}

extension ViewRecipe: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case crop, flipProbability, colorJitter, grayscaleProbability, blur, solarize, rightAngleProbability, rotation,
      threeAugment,
      erasing
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(CodingKeys.self)
    self.init(
      crop: try values.decode(RandomResizedCrop.self, forKey: .crop),
      flipProbability: try values.decodeIfPresent(Double.self, forKey: .flipProbability) ?? 0,
      colorJitter: try values.decodeIfPresent(ColorJitter.self, forKey: .colorJitter),
      grayscaleProbability: try values.decodeIfPresent(Double.self, forKey: .grayscaleProbability) ?? 0,
      blur: try values.decodeIfPresent(GaussianBlur.self, forKey: .blur),
      solarize: try values.decodeIfPresent(Solarize.self, forKey: .solarize),
      rightAngleProbability: try values.decodeIfPresent(Double.self, forKey: .rightAngleProbability) ?? 0,
      rotation: try values.decodeIfPresent(Rotation.self, forKey: .rotation),
      threeAugment: try values.decodeIfPresent(ThreeAugment.self, forKey: .threeAugment),
      erasing: try values.decodeIfPresent(RandomErasing.self, forKey: .erasing))
  }
}
