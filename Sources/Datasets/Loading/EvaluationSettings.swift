import Augmentation
import Images

/// How images are prepared when a model is measured or used: resized, cropped from the centre, normalized.
public struct EvaluationSettings: Sendable {
  /// The side of the square that is cropped.
  public let imageSize: Int
  /// What the shorter side is resized to before cropping; nil for `imageSize`.
  public let resizeTo: Int?
  /// What values are normalized with.
  public let normalization: Normalization
  /// 1 or 3, whatever the data set has.
  public let channels: Int
  /// How the values of images of more than 8 bits become 8.
  public let valueRange: ValueRange
  /// How images are resized: bicubically, as views of training are, unless told otherwise.
  public let interpolation: Interpolation

  public init(
    imageSize: Int, resizeTo: Int?, normalization: Normalization, channels: Int, valueRange: ValueRange = .full,
    interpolation: Interpolation = .bicubic
  ) {
    self.interpolation = interpolation
    self.imageSize = imageSize
    self.resizeTo = resizeTo
    self.normalization = normalization
    self.channels = channels
    self.valueRange = valueRange
  }

  /// The bytes of the view of one image.
  var bytesPerView: Int { imageSize * imageSize * channels * MemoryLayout<Float>.size }
}
