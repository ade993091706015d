import Distributed
import Torch

/// The cross-correlation of a batch of which each process has some rows: sums are exchanged instead of embeddings.
///
/// What ``CrossCorrelation`` computes in its form of that name. C = Σ_rows âᵀb̂ / N is a sum over the processes, D² numbers, and so
/// are the means and variances of the features and what their derivatives need: where D is below N, fewer than N·D embeddings.
struct PartedCorrelation {
  /// The own rows of one view after batch normalization over all rows.
  private struct View {
    /// `[n, D]` of the N rows.
    let values: Tensor
    /// 1/σ, `[D]`.
    let inverseDeviation: Tensor
  }

  private let a: View
  private let b: View
  private let part: BatchPart
  /// 1 − C_ii, `[D]`.
  private let oneMinusDiagonal: Tensor
  /// C with zeros on its diagonal, `[D, D]`.
  private let matrix: Tensor
  let terms: CorrelationTerms

  /// The terms, of the own rows `[n, D]` of both views' embeddings.
  init(_ embeddingsA: Tensor, _ embeddingsB: Tensor, in part: BatchPart) throws {
    self.part = part
    let (images, dimension) = (part.wholeCount(own: embeddingsA.size(0)), embeddingsA.size(1))
    let n = Double(images)
    let rows = try [embeddingsA, embeddingsB].map { try $0.to(.float64) }
    let means = try Self.sums(rows, part) / n
    let centred = try rows.enumerated().map { try $1 - means.narrow(start: $0, length: 1) }
    let variances = try Self.sums(centred.map { try $0.square() }, part) / n
    let views = try centred.enumerated().map { index, values in
      let inverse = try (variances.narrow(start: index, length: 1) + StandardizedEmbeddings.epsilon).rsqrt()
      return View(
        values: try (values * inverse).to(embeddingsA.dtype),
        inverseDeviation: try inverse.reshape([dimension]).to(embeddingsA.dtype))
    }
    (a, b) = (views[0], views[1])
    let matrix = try a.values.transpose().matmul(b.values) * (1 / n)
    let difference = try (a.values - b.values).to(.float64).square().sum([0])
    try part.group.sum([matrix], as: .correlations)
    try part.group.sum([difference], as: .correlations)
    try matrix.diagonal().fill(0)
    self.matrix = matrix
    // As in `StandardizedEmbeddings`: 1 − (mean((â − b̂)²) + ε/σ_a² + ε/σ_b²) / 2, in which nothing cancels.
    let epsilons = try [a, b].map { try $0.inverseDeviation.to(.float64).square() * StandardizedEmbeddings.epsilon }
    let exact = try (difference / n + epsilons[0] + epsilons[1]) * 0.5
    oneMinusDiagonal = try exact.to(embeddingsA.dtype)
    terms = CorrelationTerms(
      invariance: try exact.square().sum().item(),
      redundancy: try matrix.norm([1]).to(.float64).square().sum().item(),
      meanDiagonal: 1 - (try exact.mean().item()), images: images, dimension: dimension, form: .crossCorrelation)
  }

  /// The gradients of `Σ_i (1 − C_ii)² + redundancyWeight · Σ_{i≠j} C_ij²` with respect to the own rows of the embeddings.
  func gradients(redundancyWeight: Double) throws -> [Tensor] {
    let n = Double(terms.images)
    let onDiagonal = try oneMinusDiagonal * (-2 / n)
    let (ofA, ofB) = (try b.values * onDiagonal, try a.values * onDiagonal)
    if redundancyWeight != 0 {
      try ofA.addMatrixProductInPlace(b.values, matrix.transpose(), alpha: 2 * redundancyWeight / n)
      try ofB.addMatrixProductInPlace(a.values, matrix, alpha: 2 * redundancyWeight / n)
    }
    // Back through the normalization: (g − mean(g) − ẑ·mean(g ⊙ ẑ)) / σ, with means over all rows.
    let pairs = [(ofA, a), (ofB, b)]
    let means =
      try Self.sums(
        pairs.flatMap { gradient, view in
          [try gradient.to(.float64), try (gradient * view.values).to(.float64)]
        }, part) / n
    return try pairs.enumerated().map { index, pair in
      let (gradient, view) = pair
      func mean(_ number: Int) throws -> Tensor {
        try means.narrow(start: 2 * index + number, length: 1).to(gradient.dtype)
      }
      return try (gradient - mean(0) - view.values * mean(1)) * view.inverseDeviation
    }
  }

  /// The sum of the rows of each tensor `[n, D]` over all processes, one below the other.
  private static func sums(_ tensors: [Tensor], _ part: BatchPart) throws -> Tensor {
    let sums = try Tensor.cat(tensors.map { try $0.sum([0], keep: true) })
    try part.group.sum([sums], as: .correlations)
    return sums
  }
}
