import Images

/// Makes the views of an image; one per worker thread, since it keeps its memory for the next image.
///
/// An image is decoded once, and of a JPEG file only the region that the crops need, at a fraction of the size where all
/// of them shrink the picture by at least twice that. Everything random comes from the view's identity, so the result does
/// not depend on the worker.
public final class ViewRenderer {
  /// The recipe.
  public let recipe: TwoViewRecipe
  /// 1 for grey views, 3 for RGB.
  public let channels: Int
  /// The number format of what is written.
  public let element: ViewElement
  let planes = PixelPlanes()
  let normalization: ValueNormalization
  /// What was drawn for each view of the image in work.
  var drawn: [ViewParameters] = []
  private let source: RegionSource
  private let resampler = Resampler()
  /// The normalization's means as 8-bit values, for erasing.
  private let means: [UInt8]

  /// A renderer for views of 1 or 3 channels.
  ///
  /// - Throws: `RecipeError` when the recipe cannot be used, or not with this number of channels.
  public init(
    recipe: TwoViewRecipe, channels: Int, element: ViewElement = .float32, limits: DecodingLimits = DecodingLimits()
  ) throws {
    precondition(channels == 1 || channels == 3, "an image has 1 or 3 channels")
    try recipe.validate()
    self.recipe = recipe
    self.channels = channels
    self.element = element
    normalization = try ValueNormalization(recipe.normalization, channels: channels)
    means = recipe.normalization.mean.map { UInt8(min(max($0 * 255, 0), 255).rounded()) }
    source = try RegionSource(channels: channels, limits: limits, valueRange: recipe.valueRange)
  }

  /// The number of values in view A or B: imageSize · imageSize · channels.
  public var valuesPerView: Int { recipe.imageSize * recipe.imageSize * channels }

  /// Writes both views of an image, normalized, as [imageSize, imageSize, channels] floats each.
  ///
  /// - Throws: `ImageError` when the image cannot be decoded.
  public func render(
    _ image: ImageSource, seed: UInt64, epoch: Int, index: Int, into viewA: UnsafeMutableBufferPointer<Float>,
    _ viewB: UnsafeMutableBufferPointer<Float>
  ) throws {
    precondition(element == .float32, "floats are written by a renderer of floats")
    try render(image, seed: seed, epoch: epoch, index: index, views: 2) {
      UnsafeMutableRawBufferPointer($0 == 0 ? viewA : viewB)
    }
  }

  /// Writes the first `views` of an image's views, normalized, as [side, side, channels] values of ``element`` each.
  ///
  /// A view has the same values however many others are made. `memory` gives the memory for a view, numbered as in
  /// ``TwoViewRecipe/view(_:)``.
  ///
  /// - Throws: `ImageError` when the image cannot be decoded.
  public func render(
    _ image: ImageSource, seed: UInt64, epoch: Int, index: Int, views: Int,
    into memory: (Int) -> UnsafeMutableRawBufferPointer
  ) throws {
    try withRegion(image, seed: seed, epoch: epoch, index: index) { region in
      for number in 0..<views {
        draw(region, drawn[number], recipe.view(number), side: recipe.imageSize(ofView: number))
        planes.write(normalization, as: element, into: memory(number))
      }
    }
  }

  /// The 8-bit pixels of all views before normalization, and what was drawn for them: for people to look at.
  ///
  /// - Throws: `ImageError` when the image cannot be decoded.
  public func preview(_ image: ImageSource, seed: UInt64, epoch: Int, index: Int) throws -> [ViewPreview] {
    try withRegion(image, seed: seed, epoch: epoch, index: index) { region in
      drawn.indices.map { number in
        draw(region, drawn[number], recipe.view(number), side: recipe.imageSize(ofView: number))
        return ViewPreview(image: planes.image, parameters: drawn[number])
      }
    }
  }

  /// The 8-bit pixels of a view with given operations.
  ///
  /// - Throws: `ImageError` when the image cannot be decoded.
  public func preview(
    _ image: ImageSource, _ parameters: ViewParameters, interpolation: Interpolation = .bicubic
  ) throws -> Image {
    let request = RegionRequest(
      region: parameters.crop, maximumShrink: maximumShrink(parameters.crop, recipe.imageSize))
    return try source.withRegion(of: image, { _ in request }) { region in
      draw(
        region, parameters, ViewRecipe(crop: RandomResizedCrop(scale: 1...1, interpolation: interpolation)),
        side: recipe.imageSize)
      return planes.image
    }
  }

  /// Draws the parameters of all views and decodes what all of them need.
  func withRegion<Result>(
    _ image: ImageSource, seed: UInt64, epoch: Int, index: Int, _ body: (DecodedRegion) throws -> Result
  ) throws -> Result {
    try source.withRegion(of: image, { size in request(size, seed: seed, epoch: epoch, index: index) }, body)
  }

  /// Draws the parameters of all views of an image; what has to be decoded for them.
  private func request(_ size: PixelSize, seed: UInt64, epoch: Int, index: Int) -> RegionRequest {
    drawn.removeAll(keepingCapacity: true)
    var request: RegionRequest?
    for number in 0..<recipe.viewCount {
      let identity = ViewIdentity(seed: seed, epoch: epoch, index: index, view: number)
      let side = recipe.imageSize(ofView: number)
      let parameters = ViewParameters(recipe.view(number), size: size, imageSize: side, identity: identity)
      drawn.append(parameters)
      let shrink = maximumShrink(parameters.crop, side)
      request = RegionRequest(
        region: request?.region.union(parameters.crop) ?? parameters.crop,
        maximumShrink: min(request?.maximumShrink ?? shrink, shrink))
    }
    guard let request else { preconditionFailure("an image has a view") }
    return request
  }

  /// Half the factor by which a crop shrinks anyway.
  ///
  /// The decoder cuts off high frequencies block by block and sharply, the resampling filter smoothly. Decoded pixels
  /// twice as dense as the view's make the difference small: on photographs 0.2 to 0.7 levels on average, where equally
  /// dense ones make it up to 1.9.
  private func maximumShrink(_ crop: PixelRegion, _ side: Int) -> Double {
    Double(min(crop.width, crop.height)) / Double(2 * side)
  }

  private func draw(_ region: DecodedRegion, _ parameters: ViewParameters, _ view: ViewRecipe, side: Int) {
    for operation in ViewOperation.order { apply(operation, region, parameters, view, side: side) }
  }

  /// Applies one operation to the view in work, a square of `side`; the first one makes it.
  func apply(
    _ operation: ViewOperation, _ region: DecodedRegion, _ parameters: ViewParameters, _ view: ViewRecipe, side: Int
  ) {
    switch operation {
    case .cropResize:
      let size = PixelSize(width: side, height: side)
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
