import Torch

/// The mean of an objective over pairs of views: two global views and any number of local crops.
///
/// Views are [A, B, local crop 1, …, local crop K]. A pair has at least one global view, since a local crop is to be
/// matched with what surrounds it and never with another local crop (multi-crop: Caron et al., arXiv 2006.09882,
/// section 3.2): (A, B), then (A, l) and (B, l) for each local crop l, 1 + 2K pairs. Without local crops it is the
/// objective itself.
public struct MultiViewObjective: Sendable {
  /// What each pair is trained for.
  public let pairwise: any Objective

  public init(_ pairwise: any Objective) { self.pairwise = pairwise }

  /// The pairs of `viewCount` views, at least 2, as indices.
  public static func pairs(viewCount: Int) -> [(first: Int, second: Int)] {
    precondition(viewCount >= 2, "an objective compares views")
    return [(0, 1)] + (2..<viewCount).flatMap { [(0, $0), (1, $0)] }
  }

  /// The value at embeddings `[N, D]` of all views; rows correspond.
  ///
  /// - Returns: Means over the pairs, and the gradients of the mean with respect to each view's embeddings.
  /// - Throws: ``ObjectiveError`` if the shapes or element types cannot be used, `TorchError` if libtorch fails.
  public func evaluate(_ embeddings: [Tensor], wantsGradients: Bool) throws -> MultiViewValue {
    guard embeddings.count >= 2 else {
      throw ObjectiveError("an objective compares at least 2 views, not \(embeddings.count)")
    }
    var mean = MeanOverPairs(viewCount: embeddings.count)
    for (first, second) in Self.pairs(viewCount: embeddings.count) {
      let value = try pairwise.evaluate(embeddings[first], embeddings[second], wantsGradients: wantsGradients)
      try mean.add(value, first: first, second: second)
    }
    return mean.value
  }
}
