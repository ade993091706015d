import Augmentation
import Images
import TestSupport
import Testing

/// The law of the crops.
@Suite struct RandomResizedCropTests {
  private func draws(_ crop: RandomResizedCrop, _ size: PixelSize, count: Int) -> [PixelRegion] {
    (0..<count).map { index in
      var generator = ViewGenerator(ViewIdentity(seed: 7, epoch: 0, index: index, view: 0))
      return crop.sample(size, using: &generator)
    }
  }

  @Test func cropsAreDistributedAsByTorchvision() throws {
    let sizes = [(400, 533), (32, 32), (300, 40)]
    let count = 4000
    let reference = try PythonReference.run(
      "crops.py",
      [
        "sizes": ReferenceArray(shape: [sizes.count, 2], values: sizes.flatMap { [Double($0.0), Double($0.1)] }),
        "scale": ReferenceArray(shape: [2], values: [0.08, 1]),
        "ratio": ReferenceArray(shape: [2], values: [3.0 / 4, 4.0 / 3]), "count": ReferenceArray(Double(count)),
      ])
    let values = try #require(reference["boxes"]?.values).map { Int($0) }
    let boxes = stride(from: 0, to: values.count, by: 4).map {
      PixelRegion(x: values[$0], y: values[$0 + 1], width: values[$0 + 2], height: values[$0 + 3])
    }
    for (number, size) in sizes.enumerated() {
      let theirs = boxes[(number * count)..<((number + 1) * count)]
      let ours = draws(RandomResizedCrop(scale: 0.08...1), PixelSize(width: size.0, height: size.1), count: count)
      func check(_ name: String, _ value: (PixelRegion) -> Double) {
        let found = Distribution.distance(ours.map(value), theirs.map(value))
        #expect(found < Distribution.bound(count: count), "\(name) in \(size): \(found)")
      }
      check("width") { Double($0.width) }
      check("height") { Double($0.height) }
      check("area") { Double($0.width * $0.height) }
      check("ratio") { Double($0.width) / Double($0.height) }
      check("x") { Double($0.x) }
      check("y") { Double($0.y) }
    }
  }

  @Test func cropsLieInside() {
    for (width, height) in [(1, 1), (1, 500), (500, 1), (3, 2), (40, 30)] {
      for region in draws(RandomResizedCrop(scale: 0.01...1), PixelSize(width: width, height: height), count: 200) {
        #expect(region.width > 0 && region.height > 0 && region.x >= 0 && region.y >= 0)
        #expect(region.x + region.width <= width && region.y + region.height <= height)
      }
    }
  }
}
