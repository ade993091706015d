import Augmentation
import Datasets
import Runs

extension EncoderModel {
  /// How images are prepared for the network: brought to its size and channels, and normalized as in training.
  public var preparation: EvaluationSettings {
    EvaluationSettings(views: record.views, channels: record.channels, interpolation: interpolation)
  }

  /// What its features are unless told otherwise.
  public var usualFeatures: FeatureKind {
    record.usualFeatures == .whitened && whitening == nil ? .representation : record.usualFeatures
  }
}

extension EvaluationSettings {
  /// How images are prepared for a network that was trained on such views.
  ///
  /// - Parameters:
  ///   - views: The views of training, whose size, normalization and range of values are taken.
  ///   - channels: 1 or 3, as the network takes them.
  ///   - normalization: Another normalization, for a comparison.
  ///   - interpolation: How they are resized.
  public init(
    views: TwoViewRecipe, channels: Int, normalization: Normalization? = nil, interpolation: Interpolation = .bicubic
  ) {
    self.init(
      imageSize: views.imageSize, resizeTo: EncoderModel.resizeTo(imageSize: views.imageSize),
      normalization: normalization ?? views.normalization, channels: channels, valueRange: views.valueRange,
      interpolation: interpolation)
  }
}
