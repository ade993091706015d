import Torch

/// The negative cosine similarity of two views' embeddings: nothing keeps them from all being the same.
///
/// −(1/N) Σ_n cos(zA_n, zB_n), with gradients into both branches. Embeddings that all have one direction make it −1: it is
/// SimSiam without what keeps it from collapse (Chen and He, arXiv 2011.10566, section 4.1), and every method of the field
/// is an answer to that. It is here to show complete collapse.
public struct CosineSimilarityObjective: PairwiseObjective {
  public init() {}

  public static let name = "cosine-similarity"

  public func floor(images: Int, dimension: Int) -> Double? { -1 }

  public func evaluate(_ embeddingsA: Tensor, _ embeddingsB: Tensor, wantsGradients: Bool) throws -> ObjectiveValue {
    try ObjectiveError.check(embeddingsA, embeddingsB)
    return try withoutGradients {
      // In double precision: the gradient is the small difference of nearly equal directions once views agree.
      let (a, b) = (try UnitVectors(embeddingsA.to(.float64)), try UnitVectors(embeddingsB.to(.float64)))
      let weight = -1 / Double(embeddingsA.size(0))
      let loss = try weight * a.values.inner(b.values).item()
      return ObjectiveValue(
        loss: loss, floor: -1, terms: try CrossCorrelation(embeddingsA, embeddingsB).terms,
        gradients: wantsGradients
          ? [
            try a.backward(b.values * weight).to(embeddingsA.dtype),
            try b.backward(a.values * weight).to(embeddingsB.dtype),
          ] : nil)
    }
  }
}
