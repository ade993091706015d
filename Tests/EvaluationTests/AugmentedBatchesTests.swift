import Augmentation
import FeatureTestSupport
import Testing

@testable import Evaluation

@Suite struct AugmentedBatchesTests {
  @Test func viewsAreDrawnAsPublished() {
    let batches = AugmentedBatches(
      images: PictureSet(count: 6), classes: [0, 1, 2, 0, 1, 2], preparation: PictureSet.preparation, batchSize: 2,
      epochs: 1, leastCropScale: 0.3, seed: 1, options: PictureSet.options())
    let recipe = batches.recipe
    let crop = RandomResizedCrop(scale: 0.3...1, ratio: (3.0 / 4)...(4.0 / 3), interpolation: .bilinear)
    #expect(recipe.viewA == ViewRecipe(crop: crop, flipProbability: 0.5) && recipe.viewA == recipe.viewB)
    #expect(recipe.imageSize == 8 && recipe.normalization == PictureSet.preparation.normalization)
  }
}
