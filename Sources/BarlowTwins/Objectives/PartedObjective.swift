import Distributed
import Torch

/// An objective of pairs of views whose value is made of sums over rows, which processes can exchange instead of embeddings.
public protocol PartedObjective: Objective {
  /// The weight of the redundancy term in Σ_i (1 − C_ii)² + weight·Σ_{i≠j} C_ij²; nil where it is not this sum of C's elements.
  var redundancyWeight: Double? { get }
}

extension PartedObjective {
  /// Whether processes send less if they sum up C, D² numbers there and back for each pair of views, than if they gather the
  /// embeddings, N·D numbers of each view.
  public func sumsCorrelations(images: Int, dimension: Int, viewCount: Int) -> Bool {
    let pairs = MeanOverPairs.pairs(viewCount: viewCount).count
    return redundancyWeight != nil && 2 * pairs * dimension < viewCount * images
  }

  /// The value, and the gradients with respect to the own rows `[n, D]` of the views' embeddings.
  ///
  /// - Parameters:
  ///   - views: The own rows of each view's embeddings.
  ///   - part: The own part of the batch.
  /// - Returns: The value of the whole batch; nil where it is cheaper to gather the embeddings.
  /// - Throws: ``ObjectiveError`` if the shapes or element types cannot be used, `TorchError` if libtorch fails,
  ///   `ProcessGroupError` if a process is gone.
  func evaluate(own views: [Tensor], in part: BatchPart) throws -> ObjectiveValue? {
    let (images, dimension) = (part.wholeCount(own: views[0].size(0)), views[0].size(1))
    guard let weight = redundancyWeight, !part.group.isAlone,
      sumsCorrelations(images: images, dimension: dimension, viewCount: views.count)
    else { return nil }
    return try withoutGradients {
      try MeanOverPairs.value(viewCount: views.count) { first, second in
        let correlation = try PartedCorrelation(views[first], views[second], in: part)
        return ObjectiveValue(
          loss: correlation.terms.invariance + weight * correlation.terms.redundancy,
          floor: floor(images: images, dimension: dimension), terms: correlation.terms,
          gradients: try correlation.gradients(redundancyWeight: weight))
      }
    }
  }
}

extension BarlowTwinsObjective: PartedObjective {
  public var redundancyWeight: Double? { isGram ? nil : lambda }
}

extension InvarianceOnlyObjective: PartedObjective {
  public var redundancyWeight: Double? { 0 }
}
