import Torch

/// The symmetric negative cosine similarity of predictions and embeddings, whose gradient stops at the embeddings.
///
/// With p = h(z) of a predictor h, the mean over images of −½ cos(pA, stop(zB)) − ½ cos(pB, stop(zA)) (SimSiam: Chen and
/// He, arXiv 2011.10566, equations 3 and 4). The network is trained through h alone. Of more than two views, the mean over the
/// pairs of ``PairwiseObjective``.
public struct StopGradientObjective: Objective {
  public init() {}

  public static let name = "stop-gradient"
  public static let needsPredictor = true
  public static let sharedNetworkReason: String? =
    "it predicts one view's embedding from the other's of the same network"

  /// The value where every prediction has the direction of its embedding.
  public func floor(images: Int, dimension: Int) -> Double? { -1 }

  /// The roots are predictions, compared with embeddings.
  public func forward(_ views: [Tensor], through network: NetworkPass, draw: StepDraw) throws -> NetworkOutputs {
    // The projector of SimSiam ends with a batch normalization without scale and shift.
    let embeddings = try network.embed(views).map { try $0.batchNormalized(over: network.group) }
    return NetworkOutputs(roots: try embeddings.map { try network.predict($0) }, constants: embeddings)
  }

  public func evaluate(_ outputs: NetworkOutputs, draw: StepDraw, wantsGradients: Bool) throws -> ObjectiveValue {
    try evaluate(embeddings: outputs.constants, predictions: outputs.roots, wantsGradients: wantsGradients)
  }

  /// The value at embeddings and predictions `[N, D]` of all views; rows correspond.
  ///
  /// - Returns: Means over the pairs, and the gradients of the mean with respect to each view's predictions; those with
  ///   respect to the embeddings are 0 by definition.
  /// - Throws: ``ObjectiveError`` if the shapes or element types cannot be used, `TorchError` if libtorch fails.
  public func evaluate(embeddings: [Tensor], predictions: [Tensor], wantsGradients: Bool) throws -> ObjectiveValue {
    guard embeddings.count >= 2, embeddings.count == predictions.count else {
      throw ObjectiveError(
        "the objective needs at least 2 views and a prediction for each, not \(embeddings.count) and \(predictions.count)"
      )
    }
    for (embedding, prediction) in zip(embeddings, predictions) { try ObjectiveError.check(embedding, prediction) }
    return try MeanOverPairs.value(viewCount: embeddings.count) { first, second in
      try pair(
        embeddings: (embeddings[first], embeddings[second]), predictions: (predictions[first], predictions[second]),
        wantsGradients: wantsGradients)
    }
  }

  private func pair(
    embeddings: (a: Tensor, b: Tensor), predictions: (a: Tensor, b: Tensor), wantsGradients: Bool
  ) throws -> ObjectiveValue {
    try ObjectiveError.check(embeddings.a, embeddings.b)
    return try withoutGradients {
      let targets = (a: try UnitVectors(embeddings.a), b: try UnitVectors(embeddings.b))
      let guesses = (a: try UnitVectors(predictions.a), b: try UnitVectors(predictions.b))
      let weight = -0.5 / Double(embeddings.a.size(0))
      let loss =
        try weight
        * (guesses.a.values.to(.float64).inner(targets.b.values.to(.float64)).item()
          + guesses.b.values.to(.float64).inner(targets.a.values.to(.float64)).item())
      return ObjectiveValue(
        loss: loss, floor: -1, terms: try CrossCorrelation(embeddings.a, embeddings.b).terms,
        gradients: wantsGradients
          ? [
            try guesses.a.backward(targets.b.values * weight), try guesses.b.backward(targets.a.values * weight),
          ] : nil)
    }
  }
}
