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
    [13, 17, 33, 31, 0], [13, 17, 31, 33, 1], [5, 0, 92, 71, 1], [0, 0, 5, 3, 0],
    [7, 9, 40, 60, 0], [7, 9, 60, 40, 1], [20, 0, 29, 71, 0], [20, 0, 22, 71, 1],
  ]

  @Test func cropsEqualTorchvision() throws {
    let boxes = ResamplingTests.boxes
    let sizes = [28, 32, 17, 100, 3]
    var inputs: [String: ReferenceArray] = [:]
    for channels in [1, 3] {
      for size in sizes {
        let name = "\(size)x\(channels)"
        inputs["\(name)/image"] = TestImages.array(TestImages.mixed(width: 97, height: 71, channels: channels))
        inputs["\(name)/size"] = ReferenceArray(Double(size))
        inputs["\(name)/boxes"] = ReferenceArray(
          shape: [boxes.count, 5], values: boxes.flatMap { $0.map(Double.init) })
      }
    }
    let reference = try PythonReference.run("augmentation.py", inputs)
    for channels in [1, 3] {
      let image = TestImages.mixed(width: 97, height: 71, channels: channels)
      for size in sizes {
        var recipe = TwoViewRecipe.official(imageSize: size)
        if channels == 1 { recipe.normalization = .fashionMNIST }
        let renderer = try ViewRenderer(recipe: recipe, channels: channels)
        for (number, box) in boxes.enumerated() {
          let crop = PixelRegion(x: box[0], y: box[1], width: box[2], height: box[3])
          let parameters = ViewParameters(crop: crop, isFlipped: box[4] == 1)
          for interpolation in Interpolation.allCases {
            let view = try renderer.preview(.decoded(image), parameters, interpolation: interpolation)
            let result = Comparison(view, reference["\(size)x\(channels)/\(interpolation.rawValue)"], number)
            #expect(result.largest == 0, "\(interpolation) of \(box) to \(size): \(result)")
          }
        }
      }
    }
  }

  @Test func evaluationEqualsTorchvision() throws {
    let sizes = [(97, 71), (71, 97), (40, 40), (300, 33)]
    let settings = [[24, 28], [32, 32], [24, 33], [40, 40]]
    var inputs: [String: ReferenceArray] = [:]
    for (width, height) in sizes {
      inputs["\(width)x\(height)/image"] = TestImages.array(TestImages.mixed(width: width, height: height, channels: 3))
      inputs["\(width)x\(height)/evaluation"] = ReferenceArray(
        shape: [settings.count, 2], values: settings.flatMap { $0.map(Double.init) })
    }
    let reference = try PythonReference.run("augmentation.py", inputs)
    for (width, height) in sizes {
      let image = TestImages.mixed(width: width, height: height, channels: 3)
      for (number, setting) in settings.enumerated() {
        let expected = try #require(reference["\(width)x\(height)/evaluation\(number)"])
        let renderer = try EvaluationRenderer(
          imageSize: setting[0], resizeTo: setting[1], normalization: .imageNet, channels: 3)
        let result = Comparison(try renderer.preview(.decoded(image)), expected)
        #expect(result.largest == 0, "\(setting) of \(width)x\(height): \(result)")
      }
    }
  }
}
