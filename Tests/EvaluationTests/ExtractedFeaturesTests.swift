import TestSupport
import Testing
import Torch

@testable import Evaluation

@Suite struct ExtractedFeaturesTests {
  @Test(arguments: [Float.nan, .infinity, -.infinity]) func valuesThatAreNoNumbersAreNamed(value: Float) throws {
    let tensor = try Tensor.from([1, 2, value, 4] as [Float], shape: [2, 2])
    let error = #expect(throws: EvaluationError.self) { try EvaluationFixtures.features(tensor, [0, 1]) }
    #expect(error?.kind == .badData)
    #expect(line(error).contains("image-1"))
  }

  @Test func countsMustFit() throws {
    #expect(throws: EvaluationError.self) { try EvaluationFixtures.features(Tensor.ones([3, 2]), [0, 1]) }
    #expect(throws: EvaluationError.self) { try EvaluationFixtures.features(Tensor.ones([0, 2]), []) }
    #expect(throws: EvaluationError.self) { try EvaluationFixtures.features(Tensor.ones([2]), [0, 1]) }
    #expect(throws: EvaluationError.self) {
      try ExtractedFeatures(features: Tensor.ones([2, 2]), labels: [nil, nil], names: ["a"])
    }
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
