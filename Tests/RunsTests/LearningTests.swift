import BarlowTwins
import Foundation
import Testing

@testable import Runs

/// The answer to the question whether a network has learned.
@Suite struct LearningTests {
  private func comparison(_ top1: Double, _ best: Double, images: Int, classes: Int = 10) -> AccuracyComparison {
    AccuracyComparison(
      top1: top1, images: images, classes: classes,
      baselines: [
        BaselineAccuracy(.majorityClass, top1: best / 2), BaselineAccuracy(.centredPixels, top1: best),
        BaselineAccuracy(.untrainedNetwork, top1: best / 3),
      ])
  }

  @Test func marginsAreThoseOfAgrestiAndCoull() {
    // 31 of 100: (31 + 2) / 104, ±1.96 · √(0.31731 · 0.68269 / 104).
    #expect(abs(AccuracyMargin(of: 0.31, images: 100).halfWidth - 0.089454) < 1e-5)
    #expect(abs(AccuracyMargin(of: 0.5881, images: 10_000).halfWidth - 0.009645) < 1e-5)
    // Ten right of ten are no certainty.
    #expect(AccuracyMargin(of: 1, images: 10).halfWidth > 0.15 && AccuracyMargin(of: 0, images: 10).halfWidth > 0.15)
    let (a, b) = (AccuracyMargin(of: 0.5, images: 1000), AccuracyMargin(of: 0.6, images: 1000))
    let both = (a.halfWidth * a.halfWidth + b.halfWidth * b.halfWidth).squareRoot()
    #expect(abs(a.halfWidth(ofDifferenceTo: b) - both) < 1e-12)
  }

  @Test(arguments: [
    // The run that was called healthy: kNN 31 % where centred pixels have 52 %.
    (0.31, 0.524, 1000, 10, LearningVerdict.notLearned), (0.588, 0.524, 1000, 10, .learned),
    (0.55, 0.524, 1000, 10, .undecided), (0.588, 0.524, 100, 10, .undecided), (0.5, 0.524, 1000, 10, .undecided),
    (1, 1, 1000, 1, .unknown), (0.9, 0.1, 20, 2, .learned),
  ])
  func anAccuracyIsJudgedBesideItsBaselines(
    top1: Double, best: Double, images: Int, classes: Int, verdict: LearningVerdict
  ) {
    let found = comparison(top1, best, images: images, classes: classes)
    #expect(found.verdict == verdict, "\(found)")
    #expect(classes == 1 || found.best?.kind == .centredPixels)
    #expect(classes == 1 ? found.reason.contains("one class") : found.reason.contains("raw pixels, centred"))
    #expect(!found.description.contains("nan"))
  }

  @Test func theAccuracyIsShownWithItsBaselinesAndMargins() throws {
    let found = comparison(0.588, 0.524, images: 1000)
    let lines = found.description.split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("this network") && lines[0].hasSuffix("58.80 %   ± 3.04"), "\(lines)")
    #expect(lines[2].hasPrefix("raw pixels, centred") && lines[2].contains("52.40 %"))
    #expect(lines.last?.hasPrefix("has it learned? yes: The features tell 6.40 points more") == true)
    let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(found)) as? [String: Any]
    #expect(json?["learned"] as? String == "learned" && (json?["baselines"] as? [Any])?.count == 3)
    let margin = try #require(json?["margin"] as? Double)
    #expect(abs(margin - found.margin) < 1e-12 && json?["learnedReason"] as? String == found.reason)
  }

  @Test func theTrendIsThatOfTheLosses() {
    func losses(_ count: Int, _ loss: (Double) -> Double) -> [Double] {
      // Noise that is the same at each call.
      (0..<count).map { loss(Double($0) / Double(count)) + 0.5 * sin(Double($0 * $0)) }
    }
    #expect(LearningTrend(losses: losses(60) { 100 - 50 * $0 }) == .tooShort)
    #expect(LearningTrend(losses: losses(500) { 100 - 50 * $0 }) == .falling)
    #expect(LearningTrend(losses: losses(500) { 20 + 80 * exp(-20 * $0) }) == .level)
    #expect(LearningTrend(losses: losses(500) { 20 + 80 * exp(-20 * $0) + 30 * max($0 - 0.7, 0) }) == .rising)
    #expect(LearningTrend(losses: losses(500) { _ in 40 }) == .level)
    #expect(LearningTrend(losses: Array(repeating: .nan, count: 500)) == .tooShort)
  }

  private func record(
    _ top1: Double, kind: String = "knn", data: String = "/photos", step: Int = 100, labels: String? = nil,
    hasBaselines: Bool = true
  ) -> EvaluationRecord {
    var settings = ["testImages": "1000", "classes": "10"]
    settings["labels"] = labels
    return EvaluationRecord(
      kind: kind, data: data, step: step, features: "representation", top1: top1, top5: nil, settings: settings,
      baselines: hasBaselines ? [BaselineAccuracy(.pixels, top1: 0.4)] : nil)
  }

  private func step(_ step: Int, meanDiagonal: Double) -> StepMetrics {
    StepMetrics(
      step: step, epoch: 1, loss: 1, invariance: 1, redundancy: 1, meanDiagonal: meanDiagonal, learningRate: 0.1,
      biasLearningRate: 0.1, imagesPerSecond: 100, dataWaitSeconds: 0)
  }

  private func answer(_ records: [EvaluationRecord], steps: Int = 100, monitor: [MonitorRecord] = []) -> LearningAnswer
  {
    LearningAnswer(
      evaluations: records, monitor: monitor,
      metrics: (0..<steps).map { step($0 + 1, meanDiagonal: min(0.2 + 0.01 * Double($0), 0.9)) }, data: "/photos")
  }

  @Test func onlyTheRunsOwnDataWithAllLabelsAnswers() {
    #expect(answer([record(0.6)]).verdict == .learned)
    #expect(answer([record(0.3)]).verdict == .notLearned)
    // Another data set, a hundredth of the labels, older weights, no baselines: none of them is the answer.
    #expect(answer([record(0.6), record(0.1, data: "/six-images")]).comparison?.top1 == 0.6)
    #expect(answer([record(0.6, kind: "linear"), record(0.1, kind: "linear", labels: "1.0%")]).comparison?.top1 == 0.6)
    #expect(answer([record(0.6), record(0.7, kind: "linear", labels: "100.0%")]).comparison?.top1 == 0.7)
    #expect(answer([record(0.6, step: 50), record(0.3)]).verdict == .notLearned)
    #expect(answer([record(0.6, hasBaselines: false)]).verdict == .unknown)
    #expect(answer([record(0.1, data: "/six-images")]).verdict == .unknown)
    #expect(answer([record(0.6, kind: "finetune")]).verdict == .unknown)
    #expect(answer([record(0.6)], steps: 900).reason.contains("after step 100"))
    #expect(!answer([record(0.6)], steps: 100).reason.contains("after step"))
  }

  @Test func withoutLabelsNothingIsClaimed() {
    let vote = MonitorRecord(
      step: 50, epoch: 1, knn: OnlineKNN(accuracy: 0.31, k: 20, temperature: 0.1, bankSize: 90, queryCount: 30))
    let found = answer([], monitor: [vote])
    #expect(found.verdict == .unknown && found.comparison == nil)
    #expect(found.reason.contains("31.00 %") && found.nextStep.contains("evaluate knn"))
    // Whoever has classes is not told to make some.
    #expect(!found.nextStep.contains("folder") && !found.reason.contains("takes labels"))
    #expect(answer([]).reason.contains("takes labels"))
    #expect(answer([]).nextStep.contains("each class in a folder of its own"))
  }

  @Test func agreementStandsBesideTheUntrainedNetworks() throws {
    // 100 steps from 0.2 up to 0.9; the last five have 0.9.
    let found = try #require(answer([]).agreement)
    #expect(found.untrained == 0.2 && abs(found.trained - 0.9) < 1e-12)
    #expect(answer([]).reason.contains("agree by 0.90, where the untrained network had 0.20; 1 is full."))
    #expect(answer([record(0.6)]).reason.contains("the untrained network had 0.20;"))
    #expect(answer([], steps: 1).agreement == nil && ViewAgreement(meanDiagonals: [0.1, .nan]) == nil)
    #expect(!answer([], steps: 1).reason.contains("agree"))
  }

  @Test func theNextStepFollowsFromTheAnswers() {
    // Losses that stay the same have stopped falling.
    #expect(answer([record(0.6)]).nextStep.hasPrefix("Use it: neighbors"))
    #expect(answer([record(0.3)]).nextStep.hasPrefix("Train on more images"))
    #expect(answer([record(0.3)], steps: 20).nextStep.hasPrefix("Train longer: so few steps"))
    #expect(answer([record(0.41)]).nextStep.contains("Measure on more labelled images"))
    #expect(answer([]).nextStep.contains("evaluate knn"))
    let collapsed = MonitorRecord(
      step: 9, epoch: 1,
      diagnosis: EmbeddingSummary(
        verdict: .completeCollapse, reason: "", images: 9, dimension: 4, loss: 1, lambda: 0.1, floor: 0,
        invariance: 1, redundancy: 1, meanDiagonal: 0.5, rmsOffDiagonal: 0.1, rankMe: 3, effectiveDimension: 1,
        alphaReQ: nil, lidar: nil, deadDimensions: 0, relativeSpread: 1, alignment: 0, uniformity: -1, spectrum: [],
        correlation: []))
    #expect(answer([record(0.6)], monitor: [collapsed]).nextStep.hasPrefix("Mend the collapse first"))
  }

  @Test func theRankIsComparedWithThatOfFourFifths() throws {
    func seen(_ step: Int, _ dimension: Double) -> MonitorRecord {
      MonitorRecord(
        step: step, epoch: 1,
        diagnosis: EmbeddingSummary(
          verdict: .healthy, reason: "", images: 512, dimension: 64, loss: 1, lambda: 0.1, floor: 0, invariance: 1,
          redundancy: 1, meanDiagonal: 0.5, rmsOffDiagonal: 0.1, rankMe: 3, effectiveDimension: dimension,
          alphaReQ: nil, lidar: nil, deadDimensions: 0, relativeSpread: 1, alignment: 0, uniformity: -1, spectrum: [],
          correlation: []))
    }
    let rising = try #require(RankTrend(monitor: [seen(32, 5), seen(80, 20), seen(90, 29), seen(100, 30)]))
    #expect(rising.before == 20 && rising.last == 30 && rising.most == 64 && rising.isRising)
    #expect(RankTrend(monitor: [seen(32, 5), seen(80, 29), seen(100, 30)])?.isRising == false)
    #expect(RankTrend(monitor: [seen(80, 29), seen(100, 30)]) == nil)
    #expect(RankTrend(monitor: [seen(32, 5), seen(80, .nan), seen(100, 30)]) == nil)
    let words = answer([], monitor: [seen(32, 5), seen(80, 20), seen(100, 30)]).reason
    #expect(words.contains("used 30 of 64 dimensions and 20 a little before"))
  }

  @Test func recordsOfBeforeAreRead() throws {
    let old = """
      {"kind":"knn","data":"d","step":1,"features":"representation","top1":0.5,"settings":{"testImages":"9"}}
      """
    let record = try JSONDecoder().decode(EvaluationRecord.self, from: Data(old.utf8))
    #expect(record.baselines == nil && record.testImages == 9 && AccuracyComparison(record) == nil)
  }
}
