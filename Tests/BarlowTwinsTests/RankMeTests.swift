import TensorTestSupport
import TestSupport
import Testing
import Torch

@testable import BarlowTwins

@Suite struct RankMeTests {
  private func lowRank(_ rank: Int, _ images: Int, _ dimension: Int) throws -> Tensor {
    try Tensor.normal([images, rank], seed: 5).matmul(Tensor.normal([rank, dimension], seed: 6))
  }

  @Test func valuesAreThoseOfASingularValueDecomposition() throws {
    let decay = try (Tensor.arange(32, dtype: .float32) * -0.3).exp()
    let embeddings = [
      "tall": try Tensor.normal([200, 20], seed: 1), "wide": try Tensor.normal([20, 200], seed: 2),
      "square": try Tensor.normal([24, 24], seed: 3), "offset": try Tensor.normal([100, 16], mean: 5, seed: 4),
      "decaying": try Tensor.normal([64, 32], seed: 7) * decay, "rank three": try lowRank(3, 60, 40),
      "rank one": try lowRank(1, 60, 40), "one row": try Tensor.normal([1, 9], seed: 8),
    ]
    let reference = try PythonReference.run("rankme.py", embeddings.mapValues { try ReferenceArray($0) })
    for (name, z) in embeddings {
      let expected = try #require(reference[name]?.values.first)
      // Singular values that are zero but for rounding count for the 1e-7 that each p_k has added.
      #expect(try abs(RankMe.value(z) / expected - 1) < (name.hasPrefix("rank") ? 1e-4 : 1e-8), "\(name)")
    }
  }

  @Test func identicalDirectionsHaveRankOneAndEqualOnesFullRank() throws {
    #expect(try abs(RankMe.value(lowRank(1, 50, 30)) - 1) < 1e-3)
    let identity = try Tensor.from((0..<64).map { $0.isMultiple(of: 9) ? 1 : 0 } as [Float], shape: [8, 8])
    #expect(try abs(RankMe.value(identity) - 8) < 1e-4)
    #expect(try RankMe.value(Tensor.zeros([8, 4])) == 1)
  }

  @Test func sizeDoesNotMatter() throws {
    let z = try Tensor.normal([40, 12], seed: 1)
    #expect(try abs(RankMe.value(z) - RankMe.value(z * 1e-3)) < 1e-5)
  }
}
