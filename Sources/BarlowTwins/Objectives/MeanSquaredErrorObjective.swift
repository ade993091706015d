import Torch

/// The mean squared distance of two views' embeddings: nothing keeps them from all being the same.
///
/// (1/N) Σ_n ‖zA_n − zB_n‖², on embeddings as they are. Constant features make it 0; every method of the field is an answer
/// to that (Zbontar et al., arXiv 2103.03230, section 1). It is here to show complete collapse.
public struct MeanSquaredErrorObjective: Objective {
  public init() {}

  public var name: String { "mean-squared-error" }

  public func floor(samples: Int, dimension: Int) -> Double? { 0 }

  public func evaluate(_ embeddingsA: Tensor, _ embeddingsB: Tensor, wantsGradients: Bool) throws -> ObjectiveValue {
    try ObjectiveError.check(embeddingsA, embeddingsB)
    return try withoutGradients {
      let samples = Double(embeddingsA.size(0))
      let difference = try embeddingsA - embeddingsB
      let loss = try difference.square().sum([1]).to(.float64).mean().item()
      return ObjectiveValue(
        loss: loss, floor: 0, terms: try CrossCorrelation(embeddingsA, embeddingsB).terms,
        gradients: wantsGradients ? (try difference * (2 / samples), try difference * (-2 / samples)) : nil)
    }
  }
}
