import Augmentation
import Datasets

/// Settings for loader tests.
enum LoaderFixtures {
  static let recipe: TwoViewRecipe = {
    var recipe = TwoViewRecipe.official(imageSize: 8)
    recipe.normalization = .fashionMNIST
    return recipe
  }()

  static func settings(channels: Int) -> EvaluationSettings {
    EvaluationSettings(imageSize: 8, resizeTo: nil, normalization: .fashionMNIST, channels: channels)
  }
}
