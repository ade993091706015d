import BarlowTwins
import Torch

/// Alignment and uniformity on the unit sphere (Wang and Isola, arXiv 2005.10242), with derivatives by libtorch's autograd.
///
/// With embeddings u and v of length 1: mean ‖u − v‖² + w · log E exp(−2‖u − u′‖²), the latter over pairs of different images and in the
/// mean over both views. The first term makes views agree, the second keeps images apart.
struct AlignmentUniformityObjective: PairwiseObjective {
  /// The weight w of the second term.
  var uniformityWeight: Double

  static let name = "alignment-uniformity"
  static let parameters = [
    ObjectiveParameter("uniformityWeight", in: 0...100, meaning: "how much images are kept apart") { _ in
      (1, "the authors' value")
    }
  ]

  /// Nothing is known of the least value with N images and D features.
  func floor(images: Int, dimension: Int) -> Double? { nil }

  func evaluate(_ embeddingsA: Tensor, _ embeddingsB: Tensor, wantsGradients: Bool) throws -> ObjectiveValue {
    // Every objective reports these, so that runs compare by what their features are like; they check the shapes too.
    let terms = try CorrelationTerms(embeddingsA, embeddingsB)
    let leaves = try [embeddingsA.detach(), embeddingsB.detach()]
    for leaf in leaves { try leaf.setRequiresGrad(wantsGradients) }

    let (u, v) = (try direction(leaves[0]), try direction(leaves[1]))
    let alignment = try (u - v).square().sum() / Double(embeddingsA.size(0))
    let uniformity = try (crowding(u) + crowding(v)) * 0.5
    let loss = try alignment + uniformity * uniformityWeight

    let one = try Tensor.ones([], dtype: loss.dtype, device: loss.device)
    let gradients = wantsGradients ? try Tensor.gradients(of: [loss], [one], for: leaves).compactMap { $0 } : nil
    return ObjectiveValue(loss: try loss.item(), floor: nil, terms: terms, gradients: gradients)
  }

  /// Each row at length 1.
  private func direction(_ embeddings: Tensor) throws -> Tensor {
    try embeddings / embeddings.norm([1], keep: true).clamp(minimum: 1e-12)
  }

  /// log E exp(−2‖u − u′‖²) over pairs of different rows, where ‖u − u′‖² = 2 − 2 u·u′.
  private func crowding(_ directions: Tensor) throws -> Tensor {
    let count = Double(directions.size(0))
    let kernel = try (directions.matmul(directions.transpose()) * 4 - 4).exp()
    return try ((kernel.sum() - kernel.diagonal().sum()) / (count * (count - 1))).log()
  }
}
