import Testing

@testable import Evaluation

@Suite struct StratifiedSelectionTests {
  /// Ten of class 0, four of class 1, one of class 2.
  private let labels = Array(repeating: 0, count: 10) + Array(repeating: 1, count: 4) + [2]

  @Test func theShareOfEachClassIsRounded() throws {
    for (fraction, counts) in [(0.27, [3, 1, 1]), (0.24, [2, 1, 1]), (0.4, [4, 2, 1]), (1, [10, 4, 1])] {
      let chosen = try StratifiedSelection.sample(labels, fraction: fraction, seed: 1)
      #expect((0..<3).map { label in chosen.count { labels[$0] == label } } == counts, "\(fraction)")
      #expect(chosen == chosen.sorted() && Set(chosen).count == chosen.count)
    }
  }

  @Test func theSeedDecides() throws {
    let images = try (0..<8).map { try StratifiedSelection.sample(labels, fraction: 0.5, seed: $0) }
    #expect(Set(images).count > 1)
    #expect(try StratifiedSelection.sample(labels, fraction: 0.5, seed: 3) == images[3])
    let folds = try (0..<8).map { try StratifiedSelection.folds(labels, count: 5, seed: $0) }
    #expect(Set(folds).count > 1)
    #expect(try StratifiedSelection.folds(labels, count: 5, seed: 3) == folds[3])
  }

  @Test func foldsHaveEqualSizesEvenOfSmallClasses() throws {
    let small = (0..<20).map { $0 / 2 }
    let folds = try StratifiedSelection.folds(small, count: 5, seed: 1)
    for fold in 0..<5 { #expect(folds.count { $0 == fold } == 4) }
    // Never both images of a class in one fold.
    for label in 0..<10 { #expect(folds[2 * label] != folds[2 * label + 1]) }
  }

  @Test func aSelectionTakesEveryClass() throws {
    let labels = (0..<1000).map { $0 < 5 ? 9 : $0 % 3 }
    let chosen = try StratifiedSelection.sample(labels, fraction: 0.1, seed: 1)
    let counts = Dictionary(grouping: chosen) { labels[$0] }.mapValues(\.count)
    #expect(counts == [0: 33, 1: 33, 2: 33, 9: 1])
    #expect(chosen == chosen.sorted() && Set(chosen).count == chosen.count)
    #expect(try StratifiedSelection.sample(labels, fraction: 0.1, seed: 1) == chosen)
    #expect(try StratifiedSelection.sample(labels, fraction: 0.1, seed: 2) != chosen)
    #expect(try StratifiedSelection.sample(labels, fraction: 1, seed: 1) == Array(labels.indices))
  }

  @Test func foldsShareOutEveryClass() throws {
    let labels = (0..<103).map { $0 % 4 }
    let folds = try StratifiedSelection.folds(labels, count: 5, seed: 3)
    for label in 0..<4 {
      let counts = (0..<5).map { fold in labels.indices.count { labels[$0] == label && folds[$0] == fold } }
      #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
    }
    let sizes = (0..<5).map { fold in folds.count { $0 == fold } }
    #expect(sizes.sorted() == [20, 20, 21, 21, 21])
  }
}
