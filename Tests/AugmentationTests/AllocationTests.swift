import Augmentation
import CAllocations
import Images
import TestSupport
import Testing

/// What rendering allocates once it is warm: nothing of the size of pixels, and nothing that stays.
@Suite(.enabled(if: callocations_available() != 0, "counting needs the GNU C library and no sanitizer"))
struct AllocationTests {
  private static let imageSize = 96
  private static let files = Result { try PythonReference.run("images.py") }

  /// Renders both views of an image over and over; what the last times have allocated.
  private func rendering(_ source: ImageSource) throws -> callocations {
    var recipe = TwoViewRecipe.official(imageSize: Self.imageSize)
    recipe.viewB.rightAngleProbability = 0.75
    recipe.viewB.rotation = Rotation(probability: 0.5, degrees: 45)
    recipe.viewB.threeAugment = ThreeAugment(probability: 0.5)
    recipe.viewB.erasing = RandomErasing(probability: 0.5)
    let renderer = try ViewRenderer(recipe: recipe, channels: 3)
    var a = [Float](repeating: 0, count: renderer.valuesPerView)
    var b = a
    return try a.withUnsafeMutableBufferPointer { a in
      try b.withUnsafeMutableBufferPointer { b in
        // The same draws twice, so that the second time meets nothing larger than the first.
        for index in 0..<12 { try renderer.render(source, seed: 1, epoch: 0, index: index, into: a, b) }
        callocations_begin()
        defer { _ = callocations_end() }
        for index in 0..<12 { try renderer.render(source, seed: 1, epoch: 0, index: index, into: a, b) }
        return callocations_end()
      }
    }
  }

  @Test func theCounterCounts() {
    callocations_begin()
    let block = UnsafeMutablePointer<UInt8>.allocate(capacity: 100_000)
    let other = UnsafeMutablePointer<UInt8>.allocate(capacity: 10)
    other.deallocate()
    let counts = callocations_end()
    block.deallocate()
    #expect(counts.count == 2 && counts.largest == 100_000)
    #expect(counts.balance_bytes >= 100_000 && counts.balance_bytes < 110_000)
  }

  @Test func viewsOfDecodedImagesNeedNoMemory() throws {
    for (width, height) in [(32, 32), (437, 331)] {
      let counts = try rendering(.decoded(TestImages.mixed(width: width, height: height, channels: 3)))
      #expect(counts.balance_bytes == 0)
      #if DEBUG
        // What the compiler boxes without optimization.
        #expect(counts.largest < 1024, "\(counts)")
      #else
        #expect(counts.count == 0, "\(counts)")
      #endif
    }
  }

  /// The codecs' own tables, and rows of a JPEG file's blocks, are far smaller than a picture.
  @Test(arguments: ["large-jpeg-444", "large-jpeg-420", "large-jpeg-orientation-7", "png-rgb", "png-16-interlaced"])
  func viewsOfFilesNeedNoMemoryForPixels(name: String) throws {
    let values = try #require(Self.files.get()["\(name).file"]?.values)
    let counts = try rendering(.encoded(values.map { UInt8($0) }))
    #expect(counts.balance_bytes == 0)
    #expect(counts.largest < 64 << 10, "\(counts)")
  }
}
