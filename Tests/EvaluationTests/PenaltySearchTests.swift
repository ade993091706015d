import Encoders
import FeatureTestSupport
import Testing
import Torch

@testable import Evaluation

@Suite struct PenaltySearchTests {
  /// A search with the penalties that it tried and the percentages that it said of them, from the strongest on.
  private func search(
    _ features: ExtractedFeatures
  ) throws -> (choice: PenaltySearch.Choice, tried: [(l2: Double, percent: Double)]) {
    let standardized = try FeatureStandardization(features.features)(features.features, dtype: .float64)
    let labels = features.labels.compactMap { $0 }
    var tried: [(l2: Double, percent: Double)] = []
    let choice = try PenaltySearch.choose(
      standardized, meanSquares: standardized.square().mean([0], keep: true), classes: labels,
      classCount: (labels.max() ?? 0) + 1, seed: 1
    ) { progress in
      guard let match = "\(progress)".firstMatch(of: /^l2 ([0-9.e-]+): ([0-9.]+) % on held-out/) else { return }
      if let l2 = Double(match.1), let percent = Double(match.2) { tried.append((l2, percent)) }
    }
    return (choice, tried)
  }

  @Test func theMostAccurateIsChosenAndTwoWeakerOnesAreTried() throws {
    // Two features tell the class, 60 are noise: the best penalty is neither the first nor the last.
    let told = try EvaluationFixtures.clouds(80, dimension: 2, classes: 2, spread: 0.7, seed: 1, centreSeed: 5)
    let noise = try Tensor.normal([80, 60], seed: 101)
    let (choice, tried) = try search(
      EvaluationFixtures.features(Tensor.cat([told.features, noise], 1), told.labels))
    let best = try #require(tried.map(\.percent).max())
    #expect(best > (try #require(tried.first).percent) || tried.count == 3)
    let first = try #require(tried.firstIndex { $0.percent == best })
    #expect(choice.l2 == tried[first].l2 && abs(choice.validationTop1 * 100 - best) < 0.051)
    #expect(tried.count == first + 3 && tried.map(\.l2) == tried.map(\.l2).sorted(by: >))
  }

  @Test func ofEqualOnesTheStrongestIsChosen() throws {
    let apart = try EvaluationFixtures.clouds(60, dimension: 4, classes: 2, spread: 0.01, seed: 1)
    let (choice, tried) = try search(apart)
    #expect(tried.map(\.percent) == [100, 100, 100])
    #expect(choice.l2 == 10 && choice.validationTop1 == 1)
  }

  @Test func imagesThatWereFittedDoNotJudge() throws {
    // Noise that 90 features fit without a rest, and that tells nothing of other images.
    let noise = try EvaluationFixtures.features(Tensor.normal([60, 90], seed: 3), (0..<60).map { $0 % 2 })
    let (choice, tried) = try search(noise)
    #expect(choice.validationTop1 < 0.75 && tried.allSatisfy { $0.percent < 75 })
  }
}
