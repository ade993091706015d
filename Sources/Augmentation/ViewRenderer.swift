import Images

/// Makes the two views of an image; one per worker thread, since it keeps its memory for the next image.
///
/// An image is decoded once, and of a JPEG file only the region that the two crops need, at a fraction of the size where
/// both shrink the picture by at least twice that. Everything random comes from the view's identity, so the result does
/// not depend on the worker.
public final class ViewRenderer {
  /// The recipe.
  public let recipe: TwoViewRecipe
  /// 1 for grey views, 3 for RGB.
  public let channels: Int
  let planes = PixelPlanes()
  let normalization: ValueNormalization
  private let source: RegionSource
  private let resampler = Resampler()
  /// The normalization's means as 8-bit values, for erasing.
  private let means: [UInt8]

  /// A renderer for views of 1 or 3 channels.
  ///
  /// - Throws: `RecipeError` when the recipe cannot be used, or not with this number of channels.
  public init(recipe: TwoViewRecipe, channels: Int, limits: DecodingLimits = DecodingLimits()) throws {
    precondition(channels == 1 || channels == 3, "an image has 1 or 3 channels")
    try recipe.validate()
    self.recipe = recipe
    self.channels = channels
    normalization = try ValueNormalization(recipe.normalization, channels: channels)
    means = recipe.normalization.mean.map { UInt8(min(max($0 * 255, 0), 255).rounded()) }
    source = RegionSource(channels: channels, limits: limits)
  }

  /// The number of values in one view: imageSize · imageSize · channels.
  public var valuesPerView: Int { recipe.imageSize * recipe.imageSize * channels }

  /// Writes both views of an image, normalized, as [imageSize, imageSize, channels] each.
  ///
  /// - Throws: `ImageError` when the image cannot be decoded.
  public func render(
    _ image: ImageSource, seed: UInt64, epoch: Int, index: Int, into viewA: UnsafeMutableBufferPointer<Float>,
    _ viewB: UnsafeMutableBufferPointer<Float>
  ) throws {
    try withViews(image, seed: seed, epoch: epoch, index: index) { region, a, b in
      draw(region, a, recipe.viewA)
      planes.write(normalization, into: viewA)
      draw(region, b, recipe.viewB)
      planes.write(normalization, into: viewB)
    }
  }

  /// Writes view A alone, with the same values as when view B is made too.
  ///
  /// - Throws: `ImageError` when the image cannot be decoded.
  public func renderViewA(
    _ image: ImageSource, seed: UInt64, epoch: Int, index: Int, into viewA: UnsafeMutableBufferPointer<Float>
  ) throws {
    try withViews(image, seed: seed, epoch: epoch, index: index) { region, a, _ in
      draw(region, a, recipe.viewA)
      planes.write(normalization, into: viewA)
    }
  }

  /// The 8-bit pixels of both views before normalization, and what was drawn for them: for people to look at.
  ///
  /// - Throws: `ImageError` when the image cannot be decoded.
  public func preview(_ image: ImageSource, seed: UInt64, epoch: Int, index: Int) throws -> [ViewPreview] {
    try withViews(image, seed: seed, epoch: epoch, index: index) { region, a, b in
      [(a, recipe.viewA), (b, recipe.viewB)].map { parameters, view in
        draw(region, parameters, view)
        return ViewPreview(image: planes.image, parameters: parameters)
      }
    }
  }

  /// The 8-bit pixels of a view with given operations.
  ///
  /// - Throws: `ImageError` when the image cannot be decoded.
  public func preview(
    _ image: ImageSource, _ parameters: ViewParameters, interpolation: Interpolation = .bicubic
  ) throws -> Image {
    let request = RegionRequest(region: parameters.crop, maximumShrink: maximumShrink(parameters.crop))
    return try source.withRegion(of: image, { _ in request }) { region in
      draw(region, parameters, ViewRecipe(crop: RandomResizedCrop(scale: 1...1, interpolation: interpolation)))
      return planes.image
    }
  }

  func withViews<Result>(
    _ image: ImageSource, seed: UInt64, epoch: Int, index: Int,
    _ body: (DecodedRegion, ViewParameters, ViewParameters) throws -> Result
  ) throws -> Result {
    var pair: (ViewParameters, ViewParameters)?
    // Closures rather than a local function, whose variables would be put on the heap.
    return try source.withRegion(
      of: image,
      { size in
        let identity = ViewIdentity(seed: seed, epoch: epoch, index: index, view: 0)
        var other = identity
        other.view = 1
        let a = ViewParameters(recipe.viewA, size: size, imageSize: recipe.imageSize, identity: identity)
        let b = ViewParameters(recipe.viewB, size: size, imageSize: recipe.imageSize, identity: other)
        pair = (a, b)
        return RegionRequest(
          region: a.crop.union(b.crop), maximumShrink: min(maximumShrink(a.crop), maximumShrink(b.crop)))
      },
      { region in
        guard let (a, b) = pair else { preconditionFailure("the source asks before it decodes") }
        return try body(region, a, b)
      })
  }

  /// Half the factor by which a crop shrinks anyway.
  ///
  /// The decoder cuts off high frequencies block by block and sharply, the resampling filter smoothly. Decoded pixels
  /// twice as dense as the view's make the difference small: on photographs 0.2 to 0.7 levels on average, where equally
  /// dense ones make it up to 1.9.
  private func maximumShrink(_ crop: PixelRegion) -> Double {
    Double(min(crop.width, crop.height)) / Double(2 * recipe.imageSize)
  }

  private func draw(_ region: DecodedRegion, _ parameters: ViewParameters, _ view: ViewRecipe) {
    for operation in ViewOperation.order { apply(operation, region, parameters, view) }
  }

  /// Applies one operation to the view in work; the first one makes it.
  func apply(
    _ operation: ViewOperation, _ region: DecodedRegion, _ parameters: ViewParameters, _ view: ViewRecipe
  ) {
    switch operation {
    case .cropResize:
      let size = PixelSize(width: recipe.imageSize, height: recipe.imageSize)
      resampler.resample(
        region, crop: parameters.crop, to: size, window: PixelRegion(whole: size), view.crop.interpolation,
        isFlipped: parameters.isFlipped, into: planes)
      if channels == 3 { planes.replicate() }
    case .rightAngle: planes.turn(quarters: parameters.quarterTurns)
    case .rotation: if let rotation = parameters.rotation { planes.rotate(rotation) }
    case .threeAugment: if let choice = parameters.threeAugment { planes.apply(choice) }
    case .colorJitter: if let jitter = parameters.jitter { planes.apply(jitter) }
    case .grayscale: if parameters.isGrayscale { planes.convertToGrayscale() }
    case .blur: if let sigma = parameters.blurSigma { planes.blur(sigma: sigma) }
    case .solarize: if let threshold = parameters.solarizeThreshold { planes.solarize(threshold: threshold) }
    case .erasing: if let erasing = parameters.erasing { planes.erase(erasing, means: means) }
    }
  }
}
