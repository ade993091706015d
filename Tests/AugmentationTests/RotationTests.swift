import Images
import TestSupport
import Testing

@testable import Augmentation

/// Turns by right angles and by any angle, against Pillow.
@Suite struct RotationTests {
  @Test func turnsEqualPillow() throws {
    let angles = [-180.0, -179.99, -91, -90, -45, -30, -7.3, -0.4, 0, 0.001, 1, 12.5, 33, 45, 60, 89.9, 90, 137, 180]
    var images: [String: Image] = [:]
    var inputs: [String: ReferenceArray] = [:]
    for (width, height) in [(48, 48), (61, 47), (5, 3), (1, 1), (2, 2)] {
      for channels in [1, 3] {
        let name = "\(width)x\(height)x\(channels)"
        let image = TestImages.mixed(width: width, height: height, channels: channels)
        images[name] = image
        inputs["\(name)/image"] = TestImages.array(image)
        inputs["\(name)/turn"] = ReferenceArray(0)
        for filter in Interpolation.allCases {
          inputs["\(name)/rotate-\(filter.rawValue)"] = ReferenceArray(shape: [angles.count], values: angles)
        }
      }
    }
    let reference = try PythonReference.run("augmentation.py", inputs)
    let planes = PixelPlanes()
    for (name, image) in images {
      for quarters in 1...3 {
        planes.load(image)
        planes.turn(quarters: quarters)
        let expected = try #require(reference["\(name)/turn\(quarters)"])
        #expect([planes.height, planes.width, planes.channels] == expected.shape)
        let result = Comparison(planes.image, expected)
        #expect(result.largest == 0, "\(quarters) quarters of \(name): \(result)")
      }
      for filter in Interpolation.allCases {
        for (number, angle) in angles.enumerated() {
          planes.load(image)
          planes.rotate(RotationParameters(degrees: angle, interpolation: filter, fill: 77))
          let result = Comparison(planes.image, reference["\(name)/rotate-\(filter.rawValue)"], number)
          // The result is truncated, so that the last bit of a sum can make one level; of a few pixels that is much.
          #expect(
            result.largest <= 1 && (result.mean < 0.01 || image.pixels.count < 100),
            "\(filter) \(angle)° of \(name): \(result)")
        }
      }
    }
  }

  @Test func fourQuartersAreNone() {
    let image = TestImages.mixed(width: 9, height: 5, channels: 3)
    let planes = PixelPlanes()
    planes.load(image)
    planes.turn(quarters: 4)
    #expect(planes.image == image)
    planes.turn(quarters: -1)
    planes.turn(quarters: 1)
    #expect(planes.image == image)
  }
}
