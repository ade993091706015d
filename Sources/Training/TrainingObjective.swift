import BarlowTwins

/// What a training step minimizes, by what it needs of the network.
public enum TrainingObjective: Sendable {
  /// Embeddings of the views, compared in pairs.
  case pairwise(any Objective)
  /// Embeddings, and predictions of them by the network's predictor.
  case stopGradient(StopGradientObjective)
  /// Embeddings, and those of mixed images; the mixing depends on the seed and the step.
  case mixed(MixedBarlowTwinsObjective, seed: UInt64)

  /// The least value of the loss with such a batch when the views agree fully; nil where it is not known.
  public func floor(samples: Int, dimension: Int) -> Double? {
    switch self {
    case .pairwise(let objective): objective.floor(samples: samples, dimension: dimension)
    case .stopGradient: StopGradientObjective.floor
    case .mixed(let objective, _): objective.base.floor(samples: samples, dimension: dimension)
    }
  }
}
