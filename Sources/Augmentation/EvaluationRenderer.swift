import Images

/// Prepares images for evaluation, without anything random: resize, centre crop, normalize.
///
/// One per worker thread, since it keeps its memory for the next image.
public final class EvaluationRenderer {
  /// The side of the square result, in pixels.
  public let imageSize: Int
  /// What the shorter side is resized to before the crop.
  public let shorterSide: Int
  /// 1 for grey results, 3 for RGB.
  public let channels: Int
  private let source: RegionSource
  private let resampler = Resampler()
  private let planes = PixelPlanes()
  private let normalization: ValueNormalization
  private let interpolation: Interpolation

  /// A renderer of squares of `imageSize`.
  ///
  /// The shorter side is first resized to `resizeTo` (antialiased, as torchvision's `Resize`), or to `imageSize`
  /// when that is nil; an image that already has that size is not resampled.
  ///
  /// Values of more than 8 bits become 8 by `valueRange`, as in training.
  ///
  /// - Throws: `RecipeError` when the sizes or the normalization do not fit.
  public init(
    imageSize: Int, resizeTo: Int? = nil, normalization: Normalization, channels: Int,
    limits: DecodingLimits = DecodingLimits(), valueRange: ValueRange = .full,
    interpolation: Interpolation = .bicubic
  ) throws {
    self.interpolation = interpolation
    precondition(channels == 1 || channels == 3, "an image has 1 or 3 channels")
    guard (1...4096).contains(imageSize) else {
      throw RecipeError("imageSize", "\(imageSize) is no side in pixels; write 1 to 4096")
    }
    if let resizeTo, !(imageSize...8192).contains(resizeTo) {
      throw RecipeError("resizeTo", "\(resizeTo) is no side to crop \(imageSize) from; write \(imageSize) to 8192")
    }
    self.imageSize = imageSize
    shorterSide = resizeTo ?? imageSize
    self.channels = channels
    self.normalization = try ValueNormalization(normalization, channels: channels)
    source = try RegionSource(channels: channels, limits: limits, valueRange: valueRange)
  }

  /// The number of values in one result: imageSize · imageSize · channels.
  public var valuesPerImage: Int { imageSize * imageSize * channels }

  /// Writes an image as [imageSize, imageSize, channels].
  ///
  /// - Throws: `ImageError` when the image cannot be decoded.
  public func render(_ image: ImageSource, into target: UnsafeMutableBufferPointer<Float>) throws {
    try draw(image)
    planes.write(normalization, as: .float32, into: UnsafeMutableRawBufferPointer(target))
  }

  /// The 8-bit pixels before normalization.
  ///
  /// - Throws: `ImageError` when the image cannot be decoded.
  public func preview(_ image: ImageSource) throws -> Image {
    try draw(image)
    return planes.image
  }

  private func draw(_ image: ImageSource) throws {
    var whole = PixelSize(width: 0, height: 0)
    func request(_ size: PixelSize) -> RegionRequest {
      whole = size
      let shorter = Double(min(size.width, size.height))
      // A shrunk decoding stays twice as fine as the result, where its difference from a full one is lost in rounding.
      return RegionRequest(region: PixelRegion(whole: size), maximumShrink: shorter / Double(2 * shorterSide))
    }
    try source.withRegion(of: image, request) { region in
      let resized = size(whole)
      let window = PixelRegion(
        x: centred(resized.width), y: centred(resized.height), width: imageSize, height: imageSize)
      resampler.resample(
        region, crop: PixelRegion(whole: whole), to: resized, window: window, interpolation, isFlipped: false,
        into: planes)
      if channels == 3 { planes.replicate() }
    }
  }

  /// The size after the resize: the longer side truncated, as torchvision does.
  private func size(_ whole: PixelSize) -> PixelSize {
    if whole.width <= whole.height {
      return PixelSize(width: shorterSide, height: shorterSide * whole.height / whole.width)
    }
    return PixelSize(width: shorterSide * whole.width / whole.height, height: shorterSide)
  }

  /// Where a centre crop begins; halves are rounded to even, as Python does.
  private func centred(_ length: Int) -> Int { Int((Double(length - imageSize) / 2).rounded(.toNearestOrEven)) }
}
