import Testing
import Torch

@testable import BarlowTwins

@Suite struct EmbeddingDiagnosisTests {
  private let images = 256
  private let dimension = 128

  private func normal(_ seed: UInt64, _ shape: [Int]? = nil, std: Double = 1) throws -> Tensor {
    try Tensor.normal(shape ?? [images, dimension], std: std, seed: seed)
  }

  @Test func independentFeaturesThatAgreeAreHealthy() throws {
    let common = try normal(1)
    let (a, b) = (try common.adding(normal(2), alpha: 0.2), try common.adding(normal(3), alpha: 0.2))
    let diagnosis = try EmbeddingDiagnosis(a, b)
    #expect(diagnosis.verdict == .healthy)
    #expect(diagnosis.lambda == 0.0051)
    let value = try BarlowTwinsObjective().evaluate(a, b, wantsGradients: false)
    #expect(abs(diagnosis.loss / value.loss - 1) < 1e-5)
    #expect(diagnosis.floor == value.floor)
    #expect(diagnosis.terms.form == value.terms.form)
    #expect(try abs(diagnosis.rankMe / RankMe.value(a) - 1) < 1e-10)
    #expect(diagnosis.effectiveDimension > 0.8 * Double(dimension))
    #expect(diagnosis.terms.meanDiagonal > 0.9)
  }

  @Test func fewSamplesOfManyFeaturesAreHealthyToo() throws {
    let common = try normal(1, [32, 1024])
    let diagnosis = try EmbeddingDiagnosis(common, common)
    #expect(diagnosis.verdict == .healthy)
    #expect(diagnosis.floor > 0)
  }

  @Test(arguments: [0, 1, 1e-3, 1e-6], [0, 5, 1000.0])
  func constantFeaturesAreCompleteCollapse(noise: Double, offset: Double) throws {
    // Every feature has its own constant; noise of 1 is beside an offset of 1000 only.
    guard noise < offset / 500 || (offset == 0 && noise < 0.01) else { return }
    let row = try normal(1, [1, dimension]) * offset
    let a = try (Tensor.zeros([images, dimension]) + row).adding(normal(2), alpha: noise)
    let b = try (Tensor.zeros([images, dimension]) + row).adding(normal(3), alpha: noise)
    let diagnosis = try EmbeddingDiagnosis(a, b)
    #expect(diagnosis.verdict == .completeCollapse)
    #expect(diagnosis.loss.isFinite && diagnosis.rankMe.isFinite)
  }

  @Test func repeatedFeaturesAreRedundant() throws {
    let base = try normal(1, [images, 8])
    let repeated = try Tensor.cat([Tensor](repeating: base, count: dimension / 8), 1)
    let (a, b) = (try repeated.adding(normal(2), alpha: 0.01), try repeated.adding(normal(3), alpha: 0.01))
    for (a, b) in [(a, b), (repeated, repeated)] {
      let diagnosis = try EmbeddingDiagnosis(a, b)
      #expect(diagnosis.verdict == .redundant)
      #expect(diagnosis.effectiveDimension > 7 && diagnosis.effectiveDimension < 20)
    }
  }

  @Test func eitherViewMayCollapse() throws {
    let healthy = try normal(1)
    let constant = try Tensor.ones([images, dimension])
    #expect(try EmbeddingDiagnosis(healthy, constant).verdict == .completeCollapse)
    #expect(try EmbeddingDiagnosis(constant, healthy).verdict == .completeCollapse)
  }

  @Test func noiseDoesNotHideRepetition() throws {
    let mixed = try normal(1, [images, 8]).matmul(normal(4, [8, dimension]))
    let (a, b) = (try mixed.adding(normal(2), alpha: 0.7), try mixed.adding(normal(3), alpha: 0.7))
    let diagnosis = try EmbeddingDiagnosis(a, b)
    #expect(diagnosis.effectiveDimension > 0.25 * Double(dimension))
    #expect(diagnosis.verdict == .redundant)
  }

  @Test func rankOneIsRedundant() throws {
    let z = try normal(1, [images, 1]).matmul(normal(2, [1, dimension]))
    let diagnosis = try EmbeddingDiagnosis(z, z)
    #expect(diagnosis.verdict == .redundant)
    #expect(abs(diagnosis.effectiveDimension - 1) < 1e-3)
    #expect(abs(diagnosis.rankMe - 1) < 1e-3)
  }

  // An offset shared by all images hides the spread from RankMe, but not from the standardized features.
  @Test func offsetsDoNotHideHealth() throws {
    let z = try normal(1) + 20
    let diagnosis = try EmbeddingDiagnosis(z, z)
    #expect(diagnosis.verdict == .healthy)
    #expect(diagnosis.rankMe < 0.5 * diagnosis.effectiveDimension)
  }

  @Test func viewsThatShareNothingAreNotYetTrained() throws {
    let independent = try EmbeddingDiagnosis(normal(1), normal(2))
    #expect(independent.verdict == .notYetTrained)
    #expect(independent.reason.contains("they agree by"))
    // Rows in another order, and features that repeat each other, are told first by the views that do not agree.
    let base = try normal(1, [images, 8])
    let shuffled = try base.flip(0)
    let redundant = try EmbeddingDiagnosis(
      base.matmul(normal(3, [8, dimension])), shuffled.matmul(normal(3, [8, dimension])))
    #expect(redundant.verdict == .notYetTrained)
  }

  /// What untrained networks look like: a large common offset, few features alive, and views that agree in one direction.
  @Test func untrainedNetworksAreNotYetTrained() throws {
    let offset = try normal(9, [1, dimension])
    let brightness = try normal(1, [images, 1]).matmul(normal(2, [1, dimension]))
    func view(_ seed: UInt64) throws -> Tensor {
      let z = try brightness.adding(normal(seed), alpha: 2) * 0.1 + offset
      try z.narrow(1, start: 0, length: 40).fill(1)
      return z
    }
    let diagnosis = try EmbeddingDiagnosis(view(3), view(4))
    #expect(diagnosis.verdict == .notYetTrained)
    #expect(diagnosis.meanDiagonal > 0.05 && diagnosis.meanDiagonal < EmbeddingDiagnosis.leastAgreement)
  }

  @Test func featuresThatAreConstantDoNotCountAgainstAgreement() throws {
    let z = try normal(1)
    let (a, b) = (try z.adding(normal(2), alpha: 0.8), try z.adding(normal(3), alpha: 0.8))
    for view in [a, b] { try view.narrow(1, start: 0, length: 60).fill(1) }
    let diagnosis = try EmbeddingDiagnosis(a, b)
    #expect(diagnosis.meanDiagonal < EmbeddingDiagnosis.leastAgreement)
    #expect(diagnosis.verdict == .healthy)
    #expect(diagnosis.deadDimensions == 60)
  }

  @Test(arguments: [Double.nan, .infinity], [0, 1]) func valuesThatAreNotNumbersAreRefused(value: Double, view: Int)
    throws
  {
    let views = [try normal(1), try normal(2)]
    try views[view].narrow(start: 3, length: 1).fill(value)
    let error = try #require(throws: ObjectiveError.self) { try EmbeddingDiagnosis(views[0], views[1]) }
    #expect(error.description.contains(view == 0 ? "first" : "second"))
  }
}
