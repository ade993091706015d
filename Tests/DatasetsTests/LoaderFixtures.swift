import Augmentation
import Datasets

/// Settings for loader tests.
enum LoaderFixtures {
  static let recipe = TwoViewRecipe(imageSize: 8)
  static func settings(channels: Int) -> EvaluationSettings {
    EvaluationSettings(imageSize: 8, resizeTo: nil, normalization: Normalization(), channels: channels)
  }
}
