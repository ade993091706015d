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
  /// Quarter turns counterclockwise, 0 to 3.
  public var quarterTurns: Int
  /// The turn by an arbitrary angle; nil for none.
  public var rotation: RotationParameters?
  /// Which of grayscale, solarization and blur precedes the colour jitter; nil for none.
  public var threeAugment: ThreeAugmentChoice?
  /// The rectangle that is erased at the end; nil for none.
  public var erasing: ErasingParameters?

  /// Given operations; what is left out is not applied.
  public init(
    crop: PixelRegion, isFlipped: Bool = false, jitter: ColorJitterParameters? = nil, isGrayscale: Bool = false,
    blurSigma: Double? = nil, solarizeThreshold: Int? = nil, quarterTurns: Int = 0,
    rotation: RotationParameters? = nil, threeAugment: ThreeAugmentChoice? = nil, erasing: ErasingParameters? = nil
  ) {
    self.crop = crop
    self.isFlipped = isFlipped
    self.jitter = jitter
    self.isGrayscale = isGrayscale
    self.blurSigma = blurSigma
    self.solarizeThreshold = solarizeThreshold
    self.quarterTurns = quarterTurns
    self.rotation = rotation
    self.threeAugment = threeAugment
    self.erasing = erasing
  }

  /// Draws the operations of `recipe` for an image of `size` and a square view with a side of `imageSize`.
  ///
  /// Each operation draws the same number of values whether it happens or not, and new kinds of operations draw behind
  /// the older ones, so that adding one to a recipe leaves the draws of the others as they were.
  public init(_ recipe: ViewRecipe, size: PixelSize, imageSize: Int, identity: ViewIdentity) {
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
    let turns = generator.happens(recipe.rightAngleProbability)
    let quarters = 1 + generator.integer(below: 3)
    quarterTurns = turns ? quarters : 0
    if let rotation = recipe.rotation {
      let happens = generator.happens(rotation.probability)
      let draw = rotation.sample(using: &generator)
      self.rotation = happens ? draw : nil
    }
    if let threeAugment = recipe.threeAugment {
      let happens = generator.happens(threeAugment.probability)
      let draw = threeAugment.sample(using: &generator)
      self.threeAugment = happens ? draw : nil
    }
    if let erasing = recipe.erasing {
      let happens = generator.happens(erasing.probability)
      let draw = erasing.sample(PixelSize(width: imageSize, height: imageSize), using: &generator)
      self.erasing = happens ? draw : nil
    }
  }
}
