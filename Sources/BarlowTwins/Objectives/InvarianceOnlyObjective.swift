import Torch

/// The invariance term alone, Σ_i (1 − C_ii)²: nothing keeps features from repeating each other.
///
/// The ablation of Zbontar et al. (arXiv 2103.03230, table 5) that shows what the redundancy-reduction term is for.
public struct InvarianceOnlyObjective: PairwiseObjective {
  public init() {}

  public static let name = "invariance-only"

  public func floor(images: Int, dimension: Int) -> Double? { 0 }

  public func evaluate(_ embeddingsA: Tensor, _ embeddingsB: Tensor, wantsGradients: Bool) throws -> ObjectiveValue {
    try ObjectiveError.check(embeddingsA, embeddingsB)
    return try withoutGradients {
      let correlation = try CrossCorrelation(embeddingsA, embeddingsB)
      return ObjectiveValue(
        loss: correlation.terms.invariance, floor: 0, terms: correlation.terms,
        gradients: wantsGradients ? try correlation.gradients(invarianceWeight: 1, redundancyWeight: 0) : nil)
    }
  }
}
