import Torch

/// An objective of two views' embeddings; of more views, the mean over pairs.
///
/// Views are [A, B, local crop 1, …, local crop K]. A pair has at least one global view, since a local crop is to be
/// matched with what surrounds it and never with another local crop (multi-crop: Caron et al., arXiv 2006.09882,
/// section 3.2): (A, B), then (A, l) and (B, l) for each local crop l, 1 + 2K pairs.
public protocol PairwiseObjective: Objective {
  /// The value at embeddings `[N, D]` of two views; rows correspond.
  ///
  /// - Throws: ``ObjectiveError`` if the shapes or element types cannot be used, `TorchError` if libtorch fails.
  func evaluate(_ embeddingsA: Tensor, _ embeddingsB: Tensor, wantsGradients: Bool) throws -> ObjectiveValue
}

extension PairwiseObjective {
  public func evaluate(_ outputs: NetworkOutputs, draw: StepDraw, wantsGradients: Bool) throws -> ObjectiveValue {
    try evaluate(outputs.roots, wantsGradients: wantsGradients)
  }

  /// The mean over the pairs of embeddings `[N, D]` of two or more views, with gradients with respect to each view's.
  ///
  /// - Throws: ``ObjectiveError`` if the shapes or element types cannot be used, `TorchError` if libtorch fails.
  public func evaluate(_ views: [Tensor], wantsGradients: Bool) throws -> ObjectiveValue {
    guard views.count >= 2 else { throw ObjectiveError("an objective compares at least 2 views, not \(views.count)") }
    return try MeanOverPairs.value(viewCount: views.count) {
      try evaluate(views[$0], views[$1], wantsGradients: wantsGradients)
    }
  }
}
