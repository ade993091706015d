import BarlowTwins
import Evaluation
import Torch

extension EmbeddingSummary {
  private static let largestSpectrum = 512
  private static let largestCorrelation = 64
  private static let pairsForUniformity = 1024

  /// Measures embeddings `[N, D]` of two views, whose rows correspond.
  ///
  /// - Throws: `ObjectiveError` if shapes do not fit or a value is not finite.
  init(_ embeddingsA: Tensor, _ embeddingsB: Tensor, lambda: Double) throws {
    let inspection = try EmbeddingInspection(embeddingsA, embeddingsB, lambda: lambda)
    let (a, b) = (try embeddingsA.to(.float64), try embeddingsB.to(.float64))
    let (count, dimension) = (a.size(0), a.size(1))
    let shown = min(dimension, Self.largestCorrelation)
    let standardized = try [a, b].map { try $0.standardized(epsilon: 1e-5).values }
    let matrix =
      try standardized[0].narrow(1, start: 0, length: shown).transpose()
      .matmul(standardized[1].narrow(1, start: 0, length: shown)) / Double(count)
    let entries = try matrix.floats()
    let live = try standardized.map { try $0.square().mean([0]).doubles() }
    let directions = try [a, b].map { try $0 / $0.norm([1], keep: true).clamp(minimum: 1e-300) }
    let alignment = try (directions[0] - directions[1]).square().sum([1]).mean().item()

    let rows = min(count, Self.pairsForUniformity)
    let some = try directions[0].narrow(start: 0, length: rows)
    // ‖x − y‖² = 2 − 2 x·y on the unit sphere; the pairs of an image with itself do not count.
    let potentials = try ((some.matmul(some.transpose()) * 2 - 2).clamp(minimum: -4) * 2).exp()
    try potentials.diagonal().fill(0)
    let uniformity = try (potentials.sum() / Double(max(rows * (rows - 1), 1))).clamp(minimum: 1e-300).log().item()

    let centred = try a - a.mean([0], keep: true)
    let gram = try count < dimension ? centred.matmul(centred.transpose()) : centred.transpose().matmul(centred)
    let spectrum = try gram.symmetricEigenvalues().doubles().reversed().prefix(Self.largestSpectrum)
      .map { max($0, 0) / Double(max(count - 1, 1)) }
    self.init(
      verdict: inspection.verdict, reason: inspection.explanation, samples: count, dimension: dimension,
      loss: inspection.loss, lambda: lambda, floor: inspection.floor, invariance: inspection.invariance,
      redundancy: inspection.redundancy, meanDiagonal: inspection.meanDiagonal,
      rmsOffDiagonal: inspection.rmsOffDiagonal, rankMe: inspection.rankMe,
      effectiveDimension: inspection.effectiveDimension, alphaReQ: nil, lidar: nil,
      deadDimensions: (0..<dimension).count { min(live[0][$0], live[1][$0]) < EmbeddingDiagnosis.leastLiveShare },
      relativeSpread: inspection.relativeSpread, alignment: alignment, uniformity: min(uniformity, 0),
      spectrum: Array(spectrum),
      correlation: (0..<shown).map { Array(entries[($0 * shown)..<(($0 + 1) * shown)]) })
  }
}
