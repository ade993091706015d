import Foundation
import Images
import TestSupport
import Testing

@testable import Augmentation

/// Each operation on its own against Pillow and torchvision.
@Suite struct PixelPlanesTests {
  /// Applies an operation to a copy of an image.
  private func applied(_ image: Image, _ operation: (PixelPlanes) -> Void) -> Image {
    let planes = PixelPlanes()
    planes.load(image)
    operation(planes)
    return planes.image
  }

  @Test func operationsEqualPillow() throws {
    let factors = [0.0, 0.3, 0.6, 0.87, 1.0, 1.13, 1.4, 2.5]
    let shifts = [-0.5, -0.1, -0.033, 0.0, 0.05, 0.1, 0.5]
    let sigmas = [0.1, 0.3, 0.5, 0.77, 1.0, 1.3, 1.41, 1.7, 2.0, 3.1, 5.0, 9.0]
    let thresholds = [0.0, 1, 128, 255]
    let parameters = [
      "brightness": factors, "contrast": factors, "saturation": factors, "hue": shifts, "grayscale": [0],
      "blur": sigmas, "solarize": thresholds,
    ]
    var images: [String: Image] = [:]
    var inputs: [String: ReferenceArray] = [:]
    for (width, height) in [(61, 47), (16, 16), (5, 3), (1, 1)] {
      for channels in [1, 3] {
        let name = "\(width)x\(height)x\(channels)"
        let image = TestImages.mixed(width: width, height: height, channels: channels)
        images[name] = image
        inputs["\(name)/image"] = TestImages.array(image)
        for (operation, values) in parameters {
          inputs["\(name)/\(operation)"] = ReferenceArray(shape: [values.count], values: values)
        }
      }
    }
    let reference = try PythonReference.run("augmentation.py", inputs)
    for (name, image) in images {
      func check(_ operation: String, _ body: (PixelPlanes, Double) -> Void) {
        for (number, value) in (parameters[operation] ?? []).enumerated() {
          let result = Comparison(applied(image) { body($0, value) }, reference["\(name)/\(operation)"], number)
          #expect(result.largest == 0, "\(operation) \(value) of \(name): \(result)")
        }
      }
      check("brightness") { $0.adjustBrightness($1) }
      check("contrast") { $0.adjustContrast($1) }
      check("saturation") { $0.adjustSaturation($1) }
      check("hue") { $0.adjustHue($1) }
      check("grayscale") { planes, _ in planes.convertToGrayscale() }
      check("blur") { $0.blur(sigma: $1) }
      check("solarize") { $0.solarize(threshold: Int($1)) }
    }
  }

  @Test func everyColourTurnsAsInPillow() throws {
    // All combinations of 33 levels, so that every order of the channels and every edge occurs.
    let levels = (0..<33).map { UInt8(min($0 * 8, 255)) }
    let pixels = levels.flatMap { r in levels.flatMap { g in levels.flatMap { b in [r, g, b] } } }
    let image = Image(width: 33 * 33, height: 33, channels: 3, pixels: pixels)
    let shifts = [-0.1, 0.0, 0.07]
    let reference = try PythonReference.run(
      "augmentation.py",
      ["all/image": TestImages.array(image), "all/hue": ReferenceArray(shape: [shifts.count], values: shifts)])
    for (number, shift) in shifts.enumerated() {
      let result = Comparison(applied(image) { $0.adjustHue(shift) }, reference["all/hue"], number)
      #expect(result.largest <= 1 && result.mean < 0.001, "\(shift): \(result)")
    }
  }

  @Test func valuesAreNormalizedAsByTorchvision() throws {
    let image = TestImages.mixed(width: 19, height: 13, channels: 3)
    let planes = PixelPlanes()
    planes.load(image)
    var values = [Float](repeating: 0, count: image.pixels.count)
    let normalization = try ValueNormalization(.imageNet, channels: 3)
    values.withUnsafeMutableBufferPointer {
      planes.write(normalization, as: .float32, into: UnsafeMutableRawBufferPointer($0))
    }
    let reference = try PythonReference.run(
      "augmentation.py",
      [
        "one/image": TestImages.array(image), "one/mean": ReferenceArray(shape: [3], values: [0.485, 0.456, 0.406]),
        "one/std": ReferenceArray(shape: [3], values: [0.229, 0.224, 0.225]),
      ])
    let expected = try #require(reference["one/normalized"])
    #expect(expected.shape == [13, 19, 3])
    for (value, wanted) in zip(values, expected.values) { #expect(abs(Double(value) - wanted) < 2e-6) }
  }

  @Test func jitterFollowsItsOrder() {
    let image = TestImages.mixed(width: 20, height: 20, channels: 3)
    for index in ColorJitterParameters.orders.indices {
      let jitter = ColorJitterParameters(brightness: 1.3, contrast: 0.7, saturation: 1.2, hue: 0.1, orderIndex: index)
      #expect(Set(jitter.order).count == 4)
      let expected = applied(image) { planes in
        for operation in ColorJitterParameters.orders[index] {
          switch operation {
          case .brightness: planes.adjustBrightness(1.3)
          case .contrast: planes.adjustContrast(0.7)
          case .saturation: planes.adjustSaturation(1.2)
          case .hue: planes.adjustHue(0.1)
          }
        }
      }
      #expect(applied(image) { $0.apply(jitter) }.pixels == expected.pixels, "\(jitter.order)")
    }
    #expect(Set(ColorJitterParameters.orders).count == 24)
  }
}
