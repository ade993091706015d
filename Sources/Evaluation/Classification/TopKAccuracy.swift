import Torch

/// How often the right class is the first, and among the first five, by score.
struct TopKAccuracy: Equatable {
  private(set) var images = 0
  private var first = 0
  private var firstFive = 0
  /// With up to five classes each is among the first five, which says nothing.
  private let isTop5Meaningful: Bool

  /// An empty count for a classifier that knows `classCount` classes.
  init(classCount: Int) { isTop5Meaningful = classCount > 5 }

  /// The share of images whose class has the highest score.
  var top1: Double { images == 0 ? 0 : Double(first) / Double(images) }
  /// The share of images whose class has one of the five highest scores; nil with five classes or fewer.
  var top5: Double? { isTop5Meaningful ? (images == 0 ? 0 : Double(firstFive) / Double(images)) : nil }

  /// Counts a sample whose class has the given place, from 0; nil for a class that is not among the candidates.
  mutating func add(place: Int?) {
    images += 1
    guard let place else { return }
    if place == 0 { first += 1 }
    if place < 5 { firstFive += 1 }
  }

  /// Counts images with scores `[M, classes]`; a class of nil is one that cannot be told and is never right.
  ///
  /// Among equal scores the lower class comes first.
  ///
  /// - Returns: The class with the highest score of each sample.
  @discardableResult
  mutating func add(_ scores: Tensor, classes: [Int?]) throws -> [Int] {
    let classCount = scores.size(1)
    let values = try scores.floats()
    return classes.enumerated().map { sample, target in
      let row = values[(sample * classCount)..<((sample + 1) * classCount)]
      var best = row.startIndex
      for index in row.indices where row[index] > row[best] { best = index }
      add(place: target.map { Self.place(of: $0, in: row) })
      return best - row.startIndex
    }
  }

  /// How many classes come before `target`: those with a higher score, and the lower ones of equal score.
  static func place<Score: Comparable>(of target: Int, in scores: ArraySlice<Score>) -> Int {
    let own = scores[scores.startIndex + target]
    var place = 0
    for (index, value) in scores.enumerated() where value > own || (value == own && index < target) { place += 1 }
    return place
  }
}
