import Augmentation
import Images
import NN
import Runs
import Weights

extension TrainingConfiguration {
  /// The configuration that stands for a network from a file, whose training is not known: what features need is the file's, and the
  /// rest is the recipe for large images.
  init(of weights: NetworkWeights) throws {
    try self.init(recipe: "imagenet")
    backbone = weights.configuration
    if !weights.projectorWidths.isEmpty { projector = weights.projectorWidths }
    precision = .fp32
    views.localCrops = nil
    guard let description = weights.description else {
      views.imageSize = 224
      views.normalization = channels == 1 ? Normalization(mean: [0.449], std: [0.226]) : .imageNet
      return
    }
    views.imageSize = description.preparation.imageSize
    views.normalization = Normalization(mean: description.preparation.mean, std: description.preparation.std)
    views.valueRange = ValueRange(description.preparation.valueRange) ?? .full
    usualFeatures = description.usualFeatures.flatMap(FeatureKind.init(rawValue:)) ?? .representation
    data = description.data ?? ""
  }
}
