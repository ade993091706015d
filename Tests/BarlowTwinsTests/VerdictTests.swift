import Testing
import Torch

@testable import BarlowTwins

/// Which number makes which verdict, on either side of each limit.
@Suite struct VerdictTests {
  private typealias Limits = EmbeddingDiagnosis

  /// Numbers of healthy embeddings, one of which a test changes.
  private func verdict(
    spread: Double = 1, directions: Double = 1, live: Double = 1, dimensions: Double = 60, correlation: Double = 0.1,
    agreement: Double? = 0.9, images: Int = 1001, dimension: Int = 100, areEmbeddings: Bool = true
  ) -> Verdict? {
    Verdict.Evidence(
      images: images, dimension: dimension, relativeSpread: spread, directionalSpread: directions, liveShare: live,
      effectiveDimension: dimensions, rmsOffDiagonal: correlation, agreement: agreement,
      areEmbeddings: areEmbeddings
    ).verdict
  }

  @Test func limitsAreAsDocumented() {
    #expect(Limits.leastRelativeSpread == 0.01 && Limits.leastDirectionalSpread == 0.03)
    #expect(Limits.leastDirectionalShare == 0.2)
    #expect(Limits.leastLiveShare == 0.5 && Limits.leastAgreement == 0.35)
    #expect(Limits.leastDimensionShare == 0.1 && Limits.mostRMSOffDiagonal == 0.3)
  }

  @Test func eachLimitDecidesWhereItStands() {
    #expect(verdict() == .healthy)
    #expect(verdict(spread: 0.0099) == .completeCollapse && verdict(spread: 0.0101) == .healthy)
    #expect(verdict(directions: 0.199) == .completeCollapse && verdict(directions: 0.201) == .healthy)
    // An offset that all images share makes both small.
    #expect(verdict(spread: 0.05, directions: 0.05) == .healthy)
    #expect(verdict(directions: 0.0299, areEmbeddings: false) == .completeCollapse)
    #expect(verdict(directions: 0.0301, areEmbeddings: false) == nil)
    #expect(verdict(live: 0.499) == .completeCollapse && verdict(live: 0.501) == .healthy)
    #expect(verdict(agreement: 0.349) == .notYetTrained && verdict(agreement: 0.351) == .healthy)
    #expect(verdict(agreement: nil) == .healthy)
    #expect(verdict(dimensions: 9.9) == .redundant && verdict(dimensions: 10.1) == .healthy)
    // With 21 images, 20 dimensions are all there can be.
    #expect(verdict(dimensions: 2.1, correlation: 0.2, images: 21) == .healthy)
    #expect(verdict(dimensions: 1.9, correlation: 0.2, images: 21) == .redundant)
  }

  @Test func chanceIsTakenOffTheCorrelation() {
    // 1,001 images give independent features a mean square of 0.001.
    #expect(verdict(correlation: (0.09 + 0.0012).squareRoot()) == .redundant)
    #expect(verdict(correlation: (0.09 + 0.0008).squareRoot()) == .healthy)
    #expect(verdict(correlation: 0.4, images: 11) == .healthy && verdict(correlation: 0.4) == .redundant)
  }

  @Test func theFailureThatOthersFollowFromComesFirst() {
    #expect(verdict(spread: 0, dimensions: 1, agreement: 0) == .completeCollapse)
    #expect(verdict(dimensions: 1, agreement: 0) == .notYetTrained)
  }
}
