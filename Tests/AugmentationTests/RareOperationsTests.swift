import Images
import TestSupport
import Testing

@testable import Augmentation

/// The operations that are off by default, within whole views.
@Suite struct RareOperationsTests {
  private func draws(_ recipe: ViewRecipe, count: Int = 4000) -> [ViewParameters] {
    (0..<count).map {
      ViewParameters(
        recipe, size: PixelSize(width: 80, height: 60), imageSize: 32,
        identity: ViewIdentity(seed: 8, epoch: 0, index: $0, view: 0))
    }
  }

  private let crop = RandomResizedCrop(scale: 0.5...1)

  @Test func operationsHappenAsOftenAsTheRecipeSays() {
    let recipe = ViewRecipe(
      crop: crop, rightAngleProbability: 0.6, rotation: Rotation(probability: 0.3, degrees: 25),
      threeAugment: ThreeAugment(probability: 0.9, sigma: 1...2, threshold: 99),
      erasing: RandomErasing(probability: 0.4))
    let draws = draws(recipe)
    func share(_ happens: (ViewParameters) -> Bool) -> Double { Double(draws.count(where: happens)) / 4000 }
    for quarters in 1...3 { #expect(abs(share { $0.quarterTurns == quarters } - 0.2) < 0.03) }
    let angles = draws.compactMap { $0.rotation?.degrees }
    #expect(abs(Double(angles.count) / 4000 - 0.3) < 0.03)
    #expect(angles.allSatisfy { abs($0) <= 25 } && (angles.min() ?? 0) < -24 && (angles.max() ?? 0) > 24)
    #expect(abs(share { $0.threeAugment == .grayscale } - 0.3) < 0.03)
    #expect(abs(share { $0.threeAugment == .solarize(threshold: 99) } - 0.3) < 0.03)
    let widths = draws.compactMap { if case .blur(let sigma) = $0.threeAugment { sigma } else { nil } }
    #expect(abs(Double(widths.count) / 4000 - 0.3) < 0.03)
    #expect((widths.min() ?? 0) < 1.02 && (widths.max() ?? 0) > 1.98)
    #expect(abs(share { $0.erasing != nil } - 0.4) < 0.03)
  }

  @Test func nothingRareHappensByDefault() {
    for view in [TwoViewRecipe.official().viewA, TwoViewRecipe.official().viewB] {
      for draw in draws(view, count: 500) {
        #expect(draw.quarterTurns == 0 && draw.rotation == nil && draw.threeAugment == nil && draw.erasing == nil)
      }
    }
  }

  /// Crop, turn, rotation, three-augment, jitter, grayscale, blur, solarization, erasing.
  @Test func operationsFollowTheirOrder() throws {
    let image = TestImages.mixed(width: 70, height: 50, channels: 3)
    let jitter = ColorJitterParameters(brightness: 1.2, contrast: 0.8, saturation: nil, hue: nil)
    let rotation = RotationParameters(degrees: 10, interpolation: .bicubic, fill: 30)
    let erasing = ErasingParameters(
      region: PixelRegion(x: 3, y: 4, width: 10, height: 9), fill: .mean, noiseSeed: 0)
    let area = PixelRegion(x: 10, y: 5, width: 40, height: 40)
    let renderer = try ViewRenderer(recipe: .official(imageSize: 32), channels: 3)
    for choice in [ThreeAugmentChoice.grayscale, .solarize(threshold: 128), .blur(sigma: 1)] {
      let found = try renderer.preview(
        .decoded(image),
        ViewParameters(
          crop: area, isFlipped: true, jitter: jitter, blurSigma: 0.7, solarizeThreshold: 100, quarterTurns: 1,
          rotation: rotation, threeAugment: choice, erasing: erasing))
      let planes = PixelPlanes()
      planes.load(try renderer.preview(.decoded(image), ViewParameters(crop: area, isFlipped: true)))
      planes.turn(quarters: 1)
      planes.rotate(rotation)
      switch choice {
      case .grayscale: planes.convertToGrayscale()
      case .solarize(let threshold): planes.solarize(threshold: threshold)
      case .blur(let sigma): planes.blur(sigma: sigma)
      }
      planes.adjustBrightness(1.2)
      planes.adjustContrast(0.8)
      planes.blur(sigma: 0.7)
      planes.solarize(threshold: 100)
      // ImageNet's means, 0.485, 0.456 and 0.406, in 8 bits.
      planes.erase(erasing, means: [124, 116, 104])
      #expect(found == planes.image, "\(choice)")
    }
  }

  @Test func greyViewsTakeThemToo() throws {
    var recipe = TwoViewRecipe.official(imageSize: 24)
    recipe.normalization = .fashionMNIST
    recipe.viewA.rightAngleProbability = 1
    recipe.viewA.rotation = Rotation(probability: 1, degrees: 180, fill: 9)
    recipe.viewA.threeAugment = ThreeAugment(probability: 1)
    recipe.viewA.erasing = RandomErasing(probability: 1)
    let renderer = try ViewRenderer(recipe: recipe, channels: 1)
    let image = TestImages.mixed(width: 40, height: 40, channels: 1)
    for index in 0..<20 {
      let views = try renderer.preview(.decoded(image), seed: 0, epoch: 0, index: index)
      #expect(views.allSatisfy { $0.image.channels == 1 })
    }
  }
}
