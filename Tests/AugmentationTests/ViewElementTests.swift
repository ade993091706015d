import Augmentation
import Images
import TestSupport
import Testing

/// Views in 16 bits.
@Suite struct ViewElementTests {
  /// The float of 16 bits that is nearest to a number, and of two equally near ones that with an even last bit.
  private func nearest(_ value: Float) -> UInt16 {
    let below = UInt16(truncatingIfNeeded: value.bitPattern >> 16)
    return [below, below + 1].min { a, b in
      let distances = [a, b].map { abs(Double(Float(bitPattern: UInt32($0) << 16)) - Double(value)) }
      return distances[0] != distances[1] ? distances[0] < distances[1] : a % 2 == 0
    } ?? below
  }

  @Test(arguments: [1, 3]) func bfloat16IsTheNearestToEachFloat(channels: Int) throws {
    var recipe = TwoViewRecipe.official(imageSize: 37)
    if channels == 1 { recipe.normalization = .fashionMNIST }
    let source = ImageSource.decoded(TestImages.mixed(width: 50, height: 44, channels: channels))
    let count = 37 * 37 * channels
    let floats = UnsafeMutableBufferPointer<Float>.allocate(capacity: 2 * count)
    let halves = UnsafeMutableBufferPointer<UInt16>.allocate(capacity: 2 * count)
    defer {
      floats.deallocate()
      halves.deallocate()
    }
    for index in 0..<4 {
      try ViewRenderer(recipe: recipe, channels: channels).render(source, seed: 1, epoch: 0, index: index, views: 2) {
        UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(floats)[($0 * 4 * count)...].prefix(4 * count))
      }
      try ViewRenderer(recipe: recipe, channels: channels, element: .bfloat16)
        .render(source, seed: 1, epoch: 0, index: index, views: 2) {
          UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(halves)[($0 * 2 * count)...].prefix(2 * count))
        }
      #expect(floats.map(nearest) == Array(halves))
      #expect(Set(halves).count > 50)
    }
  }
}
