import Testing
import Torch

@testable import BarlowTwins

/// The least losses of views that agree: attained where they are said to be, and never undercut.
@Suite struct ObjectiveFloorTests {
  /// Embeddings whose rows, and columns, are the corners of a simplex.
  private func simplex(_ size: Int) throws -> Tensor {
    try Tensor.from(
      (0..<(size * size)).map { 1e4 * (($0.isMultiple(of: size + 1) ? 1 : 0) - 1 / Double(size)) }, shape: [size, size])
  }

  @Test(arguments: [2, 3, 7]) func aSimplexAttainsThem(size: Int) throws {
    let z = try simplex(size)
    for objective in [HSICObjective(lambda: 0.3), ContrastiveObjective(temperature: 0.2)] as [any PairwiseObjective] {
      let value = try objective.evaluate(z, z, wantsGradients: false)
      let floor = try #require(value.floor)
      #expect(abs(value.loss - floor) < 1e-8 * max(floor, 1), "\(objective.name)")
    }
  }

  @Test(arguments: [(6, 30), (20, 20), (30, 6), (5, 4)]) func independentEmbeddingsStayAbove(
    images: Int, dimension: Int
  )
    throws
  {
    let objectives: [any PairwiseObjective] = [
      HSICObjective(lambda: 0.3), ContrastiveObjective(temperature: 0.2), VICRegObjective(),
      CosineSimilarityObjective(),
    ]
    for seed in 0..<3 {
      let z = try Tensor.normal([images, dimension], seed: UInt64(seed), dtype: .float64) * 10
      for objective in objectives {
        let value = try objective.evaluate(z, z, wantsGradients: false)
        #expect(value.floor == objective.floor(images: images, dimension: dimension))
        if let floor = value.floor { #expect(value.loss >= floor - 1e-9, "\(objective.name)") }
      }
    }
  }

  @Test func theyAreUnknownWhereNoFormulaHolds() {
    #expect(ContrastiveObjective().floor(images: 10, dimension: 8) == nil)
    #expect(ContrastiveObjective().floor(images: 9, dimension: 8) != nil)
    #expect(VICRegObjective().floor(images: 8, dimension: 8) == nil)
    #expect(VICRegObjective().floor(images: 9, dimension: 8) == 0)
    #expect(HSICObjective(lambda: 1).floor(images: 8, dimension: 1) == 0)
    #expect(CosineSimilarityObjective().floor(images: 8, dimension: 1) == -1)
  }

  @Test func collapseIsTheGreatestSimilarityAndCostsTheOthers() throws {
    let z = try Tensor.from([Double](repeating: 1.5, count: 24), shape: [6, 4])
    func loss(_ objective: any PairwiseObjective) throws -> Double {
      let value = try objective.evaluate(z, z, wantsGradients: true)
      let gradients = try #require(value.gradients)
      #expect(try gradients[0].isFinite() && gradients[1].isFinite(), "\(objective.name)")
      return value.loss
    }
    #expect(try abs(loss(CosineSimilarityObjective()) + 1) < 1e-12)
    // No feature has a variance: twice 25·(1 − 0.01).
    #expect(try abs(loss(VICRegObjective()) - 49.5) < 1e-9)
    // Every embedding is as near as the positive: log(2N − 1).
    #expect(try abs(loss(ContrastiveObjective()) - 2.3978952727983707) < 1e-9)
    // C is 0: D + λ·D·(D − 1).
    #expect(try abs(loss(HSICObjective(lambda: 0.5)) - 10) < 1e-9)
  }
}
