import Augmentation
import Images
import TestSupport
import Testing

/// Crop, resize and flip against torchvision with Pillow.
@Suite struct ResamplingTests {
  /// Up, down, both, far down, whole, single pixels, edges.
  private static let boxes = [
    [0, 0, 97, 71, 0], [3, 5, 32, 32, 0], [3, 5, 32, 32, 1], [10, 2, 64, 64, 0], [0, 0, 10, 70, 1],
    [90, 60, 7, 11, 0], [40, 30, 1, 1, 0], [40, 30, 2, 1, 1], [96, 0, 1, 71, 0], [0, 70, 97, 1, 1],
    [13, 17, 33, 31, 0], [13, 17, 31, 33, 1], [5, 0, 92, 71, 1],
  ]

  @Test(arguments: [1, 3], [28, 32, 17, 100])
  func cropsEqualTorchvision(channels: Int, size: Int) throws {
    let image = TestImages.mixed(width: 97, height: 71, channels: channels)
    let boxes = ResamplingTests.boxes
    let reference = try PythonReference.run(
      "augmentation.py",
      [
        "image": TestImages.array(image), "size": ReferenceArray(Double(size)),
        "boxes": ReferenceArray(shape: [boxes.count, 5], values: boxes.flatMap { $0.map(Double.init) }),
      ])
    var recipe = TwoViewRecipe.official(imageSize: size)
    if channels == 1 { recipe.normalization = .fashionMNIST }
    let renderer = try ViewRenderer(recipe: recipe, channels: channels)
    for (number, box) in boxes.enumerated() {
      let crop = PixelRegion(x: box[0], y: box[1], width: box[2], height: box[3])
      let parameters = ViewParameters(crop: crop, isFlipped: box[4] == 1)
      for interpolation in Interpolation.allCases {
        let view = try renderer.preview(.decoded(image), parameters, interpolation: interpolation)
        let result = Comparison(view, reference[interpolation.rawValue], number)
        #expect(result.largest == 0, "\(interpolation) \(box): \(result)")
      }
    }
  }

  @Test(arguments: [(97, 71), (71, 97), (40, 40), (300, 33)])
  func evaluationEqualsTorchvision(size: (Int, Int)) throws {
    let image = TestImages.mixed(width: size.0, height: size.1, channels: 3)
    let settings = [[24, 28], [32, 32], [24, 33]]
    for setting in settings {
      let reference = try PythonReference.run(
        "augmentation.py",
        [
          "image": TestImages.array(image),
          "evaluation": ReferenceArray(shape: [1, 2], values: setting.map(Double.init)),
        ])
      let renderer = try EvaluationRenderer(
        imageSize: setting[0], resizeTo: setting[1], normalization: .imageNet, channels: 3)
      let result = Comparison(try renderer.preview(.decoded(image)), reference["evaluation"])
      #expect(result.largest == 0, "\(setting): \(result)")
    }
  }
}
