import Images
import Testing

@testable import Augmentation

/// What the operations that are off by default draw, and that they draw it whether they happen or not.
@Suite struct RareOperationSettingsTests {
  private func generator(_ index: Int) -> ViewGenerator {
    ViewGenerator(ViewIdentity(seed: 12, epoch: 3, index: index, view: 1))
  }

  private func draw(_ recipe: ViewRecipe, _ index: Int) -> ViewParameters {
    ViewParameters(
      recipe, size: PixelSize(width: 90, height: 70), imageSize: 48,
      identity: ViewIdentity(seed: 12, epoch: 3, index: index, view: 1))
  }

  /// A recipe with all of them.
  private func recipe(_ change: (inout ViewRecipe) -> Void = { _ in }) -> ViewRecipe {
    var recipe = ViewRecipe(
      crop: RandomResizedCrop(scale: 0.5...1), rightAngleProbability: 1,
      rotation: Rotation(probability: 1, degrees: 30), threeAugment: ThreeAugment(probability: 1),
      erasing: RandomErasing(probability: 1))
    change(&recipe)
    return recipe
  }

  @Test func aRotationKeepsItsSettings() {
    for filter in Interpolation.allCases {
      var numbers = generator(0)
      let drawn = Rotation(probability: 1, degrees: 10, interpolation: filter, fill: 93).sample(using: &numbers)
      #expect(drawn.interpolation == filter && drawn.fill == 93)
    }
  }

  @Test func theDefaultsAreThoseOfTheSources() {
    // DeiT III's code; torchvision's RandomErasing; torchvision's RandomRotation fills with black.
    let augment = ThreeAugment(probability: 1)
    #expect(augment.sigma == 0.1...2 && augment.threshold == 128)
    let erasing = RandomErasing(probability: 1)
    #expect(erasing.scale == 0.02...0.33 && erasing.ratio == 0.3...3.3 && erasing.fill == .noise)
    let rotation = Rotation(probability: 1, degrees: 5)
    #expect(rotation.interpolation == .bilinear && rotation.fill == 0)
  }

  @Test func whatDoesNotHappenIsDrawnAllTheSame() {
    for index in 0..<30 {
      let all = draw(recipe(), index)
      #expect(all.quarterTurns > 0 && all.rotation != nil && all.threeAugment != nil)
      var without = draw(recipe { $0.rightAngleProbability = 0 }, index)
      #expect(without.quarterTurns == 0)
      without.quarterTurns = all.quarterTurns
      #expect(without == all)
      without = draw(recipe { $0.rotation?.probability = 0 }, index)
      #expect(without.rotation == nil)
      without.rotation = all.rotation
      #expect(without == all)
      without = draw(recipe { $0.threeAugment?.probability = 0 }, index)
      #expect(without.threeAugment == nil)
      without.threeAugment = all.threeAugment
      #expect(without == all)
    }
  }

  @Test func theChoiceAmongThreeDrawsTwoNumbers() {
    var kinds = Set<String>()
    for index in 0..<30 {
      var used = generator(index)
      switch ThreeAugment(probability: 1).sample(using: &used) {
      case .grayscale: kinds.insert("grayscale")
      case .solarize: kinds.insert("solarize")
      case .blur: kinds.insert("blur")
      }
      var expected = generator(index)
      _ = (expected.next(), expected.next())
      #expect(used.next() == expected.next())
    }
    #expect(kinds.count == 3)
  }

  @Test func eachErasingHasNoiseOfItsOwn() {
    let seeds = (0..<50).compactMap { draw(recipe(), $0).erasing?.noiseSeed }
    #expect(seeds.count > 40 && Set(seeds).count == seeds.count)
  }
}
