import Encoders

/// Features of some images that are made when they are asked for, so that they need not all be in memory.
struct BlockwiseFeatures {
  /// The number of images.
  let count: Int
  /// The number of features.
  let dimension: Int
  private let make: (Range<Int>) throws -> ExtractedFeatures
  private let isWhole: Bool

  /// How many features are made at once: 16 MB of them.
  private static let elementsPerBlock = 1 << 22

  /// Features that `make` makes, given the positions of images.
  init(count: Int, dimension: Int, _ make: @escaping (Range<Int>) throws -> ExtractedFeatures) {
    (self.count, self.dimension, self.make, isWhole) = (count, dimension, make, false)
  }

  /// Features that are in memory.
  init(_ features: ExtractedFeatures) {
    (count, dimension, make, isWhole) = (features.count, features.dimension, { _ in features }, true)
  }

  /// All of them.
  func whole() throws -> ExtractedFeatures { try make(0..<count) }

  /// The mean over all images of what `body` tells of a block of them.
  func mean(_ body: (ExtractedFeatures) throws -> Double) throws -> Double {
    guard !isWhole else { return try body(whole()) }
    let step = max(1, Self.elementsPerBlock / max(dimension, 1))
    var sum = 0.0
    for start in stride(from: 0, to: count, by: step) {
      let rows = start..<min(start + step, count)
      sum += try Double(rows.count) * body(make(rows))
    }
    return sum / Double(count)
  }
}
