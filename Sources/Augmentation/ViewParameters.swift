import Images

/// One draw of all of a view's operations: what happens to one image.
public struct ViewParameters: Sendable, Equatable {
  /// The part of the upright image that becomes the view.
  public var crop: PixelRegion
  /// Whether the view is mirrored left to right.
  public var isFlipped: Bool
  /// The colour jitter; nil for none.
  public var jitter: ColorJitterParameters?
  /// Whether all channels become the luminance.
  public var isGrayscale: Bool
  /// The blur's standard deviation in pixels; nil for none.
  public var blurSigma: Double?
  /// Values from this one on are inverted; nil for none.
  public var solarizeThreshold: Int?

  /// Given operations; what is left out is not applied.
  public init(
    crop: PixelRegion, isFlipped: Bool = false, jitter: ColorJitterParameters? = nil, isGrayscale: Bool = false,
    blurSigma: Double? = nil, solarizeThreshold: Int? = nil
  ) {
    self.crop = crop
    self.isFlipped = isFlipped
    self.jitter = jitter
    self.isGrayscale = isGrayscale
    self.blurSigma = blurSigma
    self.solarizeThreshold = solarizeThreshold
  }

  /// Draws the operations of `recipe` for an image of `size`.
  public init(_ recipe: ViewRecipe, size: PixelSize, identity: ViewIdentity) {
    var generator = ViewGenerator(identity)
    crop = recipe.crop.sample(size, using: &generator)
    isFlipped = generator.happens(recipe.flipProbability)
    if let colorJitter = recipe.colorJitter {
      let happens = generator.happens(colorJitter.probability)
      let draw = colorJitter.sample(using: &generator)
      jitter = happens ? draw : nil
    }
    isGrayscale = generator.happens(recipe.grayscaleProbability)
    if let blur = recipe.blur {
      let happens = generator.happens(blur.probability)
      let draw = generator.uniform(in: blur.sigma)
      blurSigma = happens ? draw : nil
    }
    if let solarize = recipe.solarize {
      solarizeThreshold = generator.happens(solarize.probability) ? solarize.threshold : nil
    }
  }
}
