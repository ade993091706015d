import Torch

/// Random choices that take the same share of every class and depend on a seed alone.
package enum StratifiedSelection {
  /// `fraction` of the images of every class, at least one of each, in ascending order.
  package static func sample(_ labels: [Int], fraction: Double, seed: UInt64) throws -> [Int] {
    try shuffledClasses(labels, seed: seed).flatMap { members in
      members.prefix(max(1, Int((fraction * Double(members.count)).rounded())))
    }.sorted()
  }

  /// The fold of each sample: every class is dealt out evenly over `count` folds.
  package static func folds(_ labels: [Int], count: Int, seed: UInt64) throws -> [Int] {
    var folds = [Int](repeating: 0, count: labels.count)
    // One deal goes on from class to class, so that folds have equal sizes even if classes are small.
    for (position, sample) in try shuffledClasses(labels, seed: seed).joined().enumerated() {
      folds[sample] = position % count
    }
    return folds
  }

  /// The images of each class in random order, classes in ascending order.
  private static func shuffledClasses(_ labels: [Int], seed: UInt64) throws -> [[Int]] {
    let keys = try Tensor.uniform([labels.count], seed: seed, dtype: .float64).doubles()
    let members = Dictionary(grouping: labels.indices) { labels[$0] }
    return members.sorted { $0.key < $1.key }.map { entry in
      entry.value.sorted { (keys[$0], $0) < (keys[$1], $1) }
    }
  }
}
