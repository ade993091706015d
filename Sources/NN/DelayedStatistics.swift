import Torch

/// The statistics of the batches of one pass through a network, kept until they may move the running ones.
///
/// Passes that go through a network at the same time, on threads of their own, must not move its running statistics: in which
/// order they did would be chance. Afterwards they are moved pass by pass.
public final class DelayedStatistics {
  private var batches: [(norm: BatchNorm, mean: Tensor, variance: Tensor)] = []

  public init() {}

  /// Keeps the mean and the unbiased variance `[C]` of a batch in front of `norm`.
  func keep(_ norm: BatchNorm, mean: Tensor, variance: Tensor) { batches.append((norm, mean, variance)) }

  /// Makes the running statistics of each layer the means over all batches that were kept for it: calibration.
  ///
  /// Unlike moving averages they need no more than one batch, and forget what was there before.
  public func setRunningStatistics() throws {
    try withoutGradients {
      for (_, kept) in Dictionary(grouping: batches, by: { ObjectIdentifier($0.norm) }) {
        let count = Double(kept.count)
        var (mean, variance) = (kept[0].mean, kept[0].variance)
        for batch in kept.dropFirst() { (mean, variance) = (try mean + batch.mean, try variance + batch.variance) }
        try kept[0].norm.runningMean.copy(from: mean / count)
        try kept[0].norm.runningVariance.copy(from: variance / count)
      }
    }
    batches = []
  }

  /// Moves the running statistics by all that was kept, in the order of the layers.
  public func moveRunningStatistics() throws {
    for (norm, mean, variance) in batches { try norm.record(mean: mean, variance: variance) }
    batches = []
  }
}
