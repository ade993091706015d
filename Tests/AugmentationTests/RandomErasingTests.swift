import Images
import TestSupport
import Testing

@testable import Augmentation

/// The law and the content of erased rectangles.
@Suite struct RandomErasingTests {
  @Test func rectanglesAreDistributedAsByTorchvision() throws {
    let (sizes, count) = ([224, 32, 8], 4000)
    let erasing = RandomErasing(probability: 1, scale: 0.02...0.9, ratio: 0.3...3.3)
    let reference = try PythonReference.run(
      "erasing.py",
      [
        "sizes": ReferenceArray(shape: [sizes.count], values: sizes.map(Double.init)),
        "scale": ReferenceArray(shape: [2], values: [0.02, 0.9]),
        "ratio": ReferenceArray(shape: [2], values: [0.3, 3.3]), "count": ReferenceArray(Double(count)),
      ])
    let values = try #require(reference["boxes"]?.values)
    for (number, size) in sizes.enumerated() {
      let ours = (0..<count).map { index -> [Double] in
        var generator = ViewGenerator(ViewIdentity(seed: 3, epoch: 0, index: index, view: 0))
        let draw = erasing.sample(PixelSize(width: size, height: size), using: &generator)
        guard let region = draw?.region else { return [-1, -1, -1, -1] }
        return [region.x, region.y, region.width, region.height].map(Double.init)
      }
      for column in 0..<4 {
        let theirs = (0..<count).map { values[(number * count + $0) * 4 + column] }
        let found = Distribution.distance(ours.map { $0[column] }, theirs)
        #expect(found < Distribution.bound(count: count), "column \(column) in \(size): \(found)")
      }
    }
  }

  @Test func onlyTheRectangleChanges() {
    let image = TestImages.mixed(width: 24, height: 24, channels: 3)
    let region = PixelRegion(x: 5, y: 7, width: 11, height: 6)
    func erased(_ fill: ErasingFill, seed: UInt64 = 1) -> Image {
      let planes = PixelPlanes()
      planes.load(image)
      planes.erase(ErasingParameters(region: region, fill: fill, noiseSeed: seed), means: [10, 20, 30])
      return planes.image
    }
    for fill in [ErasingFill.noise, .mean, .value(200)] {
      let result = erased(fill)
      var inside: [[UInt8]] = [[], [], []]
      for y in 0..<24 {
        for x in 0..<24 {
          for c in 0..<3 {
            let position = (y * 24 + x) * 3 + c
            if (5..<16).contains(x) && (7..<13).contains(y) {
              inside[c].append(result.pixels[position])
            } else {
              #expect(result.pixels[position] == image.pixels[position])
            }
          }
        }
      }
      switch fill {
      case .mean: #expect(inside.map { Set($0) } == [[10], [20], [30]])
      case .value(let value): #expect(inside.allSatisfy { Set($0) == [UInt8(value)] })
      case .noise:
        #expect(inside.allSatisfy { Set($0).count > 40 })
        #expect(inside[0] != inside[1])
      }
    }
    #expect(erased(.noise) == erased(.noise))
    #expect(erased(.noise) != erased(.noise, seed: 2))
  }

  @Test func noiseIsUniform() {
    let planes = PixelPlanes()
    planes.load(Image(width: 256, height: 256, channels: 1, pixels: [UInt8](repeating: 0, count: 65_536)))
    planes.erase(
      ErasingParameters(region: PixelRegion(x: 0, y: 0, width: 256, height: 256), fill: .noise, noiseSeed: 5),
      means: [0])
    var counts = [Int](repeating: 0, count: 256)
    for value in planes.image.pixels { counts[Int(value)] += 1 }
    // χ² with 255 degrees of freedom exceeds 370 about once in a million times.
    let chiSquared = counts.reduce(0.0) { $0 + Double(($1 - 256) * ($1 - 256)) / 256 }
    #expect(chiSquared < 370)
  }
}
