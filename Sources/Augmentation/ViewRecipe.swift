/// The random operations that make one view of an image, in the order of application.
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

  /// A view with the given operations; what is left out is never applied.
  public init(
    crop: RandomResizedCrop, flipProbability: Double = 0, colorJitter: ColorJitter? = nil,
    grayscaleProbability: Double = 0, blur: GaussianBlur? = nil, solarize: Solarize? = nil
  ) {
    self.crop = crop
    self.flipProbability = flipProbability
    self.colorJitter = colorJitter
    self.grayscaleProbability = grayscaleProbability
    self.blur = blur
    self.solarize = solarize
  }

  /// Throws a `RecipeError` that names the first setting that cannot be used, with `key` in front.
  public func validate(_ key: String) throws {
    try crop.validate("\(key).crop")
    try RecipeError.checkProbability(flipProbability, "\(key).flipProbability")
    try colorJitter?.validate("\(key).colorJitter")
    try RecipeError.checkProbability(grayscaleProbability, "\(key).grayscaleProbability")
    try blur?.validate("\(key).blur")
    try solarize?.validate("\(key).solarize")
  }
}

extension ViewRecipe: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case crop, flipProbability, colorJitter, grayscaleProbability, blur, solarize
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(CodingKeys.self)
    self.init(
      crop: try values.decode(RandomResizedCrop.self, forKey: .crop),
      flipProbability: try values.decodeIfPresent(Double.self, forKey: .flipProbability) ?? 0,
      colorJitter: try values.decodeIfPresent(ColorJitter.self, forKey: .colorJitter),
      grayscaleProbability: try values.decodeIfPresent(Double.self, forKey: .grayscaleProbability) ?? 0,
      blur: try values.decodeIfPresent(GaussianBlur.self, forKey: .blur),
      solarize: try values.decodeIfPresent(Solarize.self, forKey: .solarize))
  }
}
