import Testing
import Torch

@testable import BarlowTwins

@Suite struct ObjectiveErrorTests {
  /// Two shapes that have no loss, and what the error must name.
  static let shapes: [([Int], [Int], String)] = [
    ([4, 3], [4, 2], "[4, 3] and [4, 2]"), ([4, 3], [5, 3], "[4, 3] and [5, 3]"), ([4], [4], "[4] and [4]"),
    ([2, 3, 4], [2, 3, 4], "matrices"), ([1, 3], [1, 3], "at least 2 images"),
    ([0, 3], [0, 3], "at least 2 images"),
    ([4, 0], [4, 0], "no features"),
  ]

  @Test(arguments: shapes) func impossibleShapesAreNamed(a: [Int], b: [Int], words: String) throws {
    let (za, zb) = (try Tensor.ones(a), try Tensor.ones(b))
    let objectives: [any PairwiseObjective] = [
      BarlowTwinsObjective(), InvarianceOnlyObjective(), ContrastiveObjective(), VICRegObjective(),
      HSICObjective(lambda: 0.1), CosineSimilarityObjective(),
    ]
    for objective in objectives {
      let error = try #require(throws: ObjectiveError.self) { try objective.evaluate(za, zb, wantsGradients: true) }
      #expect(error.description.contains(words))
      #expect(!error.description.contains("\n"))
    }
    #expect(throws: ObjectiveError.self) { try EmbeddingDiagnosis(za, zb) }
    #expect(throws: ObjectiveError.self) {
      try StopGradientObjective().evaluate(embeddings: [za, za], predictions: [zb, zb], wantsGradients: true)
    }
    let mixing = Mixing(weight: 0.5, permutation: Array(0..<a[0]))
    #expect(throws: ObjectiveError.self) {
      try MixedBarlowTwinsObjective().evaluate(embeddings: [za, za], mixed: zb, mixing: mixing, wantsGradients: true)
    }
  }

  @Test(arguments: [(DType.bfloat16, DType.bfloat16), (.float32, .float64), (.int64, .int64), (.float16, .float32)])
  func otherPrecisionsAreRefused(a: DType, b: DType) throws {
    let (za, zb) = (try Tensor.ones([4, 3], dtype: a), try Tensor.ones([4, 3], dtype: b))
    let error = try #require(throws: ObjectiveError.self) {
      try BarlowTwinsObjective().evaluate(za, zb, wantsGradients: false)
    }
    #expect(error.description.contains("\(a) and \(b)"))
  }
}
