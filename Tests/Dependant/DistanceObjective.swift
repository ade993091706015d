import BarlowTwins
import Torch

/// The mean squared distance of the two views' embeddings, times a number: an objective of another package.
struct DistanceObjective: PairwiseObjective {
  /// How much the distance counts.
  var pull: Double

  static let name = "distance"
  static let parameters = [
    ObjectiveParameter("pull", in: 0...100, meaning: "how much the distance counts") { _ in (2, "it is a toy") }
  ]

  func floor(images: Int, dimension: Int) -> Double? { 0 }

  func evaluate(_ embeddingsA: Tensor, _ embeddingsB: Tensor, wantsGradients: Bool) throws -> ObjectiveValue {
    let terms = try CorrelationTerms(embeddingsA, embeddingsB)
    return try withoutGradients {
      let difference = try embeddingsA - embeddingsB
      let scale = pull / Double(difference.elementCount)
      return ObjectiveValue(
        loss: try scale * difference.square().sum().item(), floor: 0, terms: terms,
        gradients: wantsGradients ? [try difference * (2 * scale), try difference * (-2 * scale)] : nil)
    }
  }
}
