import Augmentation
import Datasets
import Foundation
import Runs
import Weights

extension WeightsDescription {
  /// What the weights of a model tell of themselves.
  package init(of model: EncoderModel) {
    self.init(model.record, step: model.step)
    preparation.interpolation = model.interpolation.rawValue
  }

  /// What the weights of a run tell of themselves.
  init(_ record: RunRecord, step: Int?) {
    let preparation = EvaluationSettings(views: record.views, channels: record.channels)
    self.init(
      backbone: record.configuration.backbone,
      preparation: Preparation(
        imageSize: preparation.imageSize, resizeTo: preparation.resizeTo ?? preparation.imageSize,
        mean: preparation.normalization.mean, std: preparation.normalization.std,
        valueRange: String(describing: preparation.valueRange)),
      usualFeatures: record.usualFeatures.rawValue, step: step,
      data: record.typedData ?? record.data, command: record.commandLine.joined(separator: " "))
  }
}
