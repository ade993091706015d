import Torch

/// The statistics of the batches of one pass through a network, kept until they may move the running ones.
///
/// Passes that go through a network at the same time, on threads of their own, must not move its running statistics: in which
/// order they did would be chance. Afterwards they are moved pass by pass.
public final class DelayedStatistics {
  private var batches: [(norm: BatchNorm, mean: Tensor, variance: Tensor, count: Double)] = []
  /// The number of images of the batch that goes through, in all processes; needed where batches are pooled.
  public var images = 1

  public init() {}

  /// Keeps the mean and the unbiased variance `[C]` of a batch in front of `norm`, with `positions` numbers of each image.
  func keep(_ norm: BatchNorm, mean: Tensor, variance: Tensor, positions: Int) {
    batches.append((norm, mean, variance, Double(images * positions)))
  }

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
    for (norm, mean, variance, _) in batches { try norm.record(mean: mean, variance: variance) }
    batches = []
  }

  /// Moves the running statistics once, by the mean and the variance of all batches together: they are parts of one.
  public func moveRunningStatisticsByPool() throws {
    let groups = Dictionary(grouping: batches, by: { ObjectIdentifier($0.norm) })
    try withoutGradients {
      for parts in groups.values {
        let count = parts.reduce(0) { $0 + $1.count }
        let means = try parts.map { try $0.mean.to(.float64) }
        let mean = try zip(parts, means).reduce(means[0].zerosLike()) { try $0 + $1.1 * ($1.0.count / count) }
        // What is within the parts, and between them.
        let squares = try zip(parts, means).reduce(means[0].zerosLike()) { sum, part in
          try sum + part.0.variance.to(.float64) * (part.0.count - 1) + (part.1 - mean).square() * part.0.count
        }
        let norm = parts[0].norm
        try norm.record(
          mean: mean.to(norm.runningMean.dtype), variance: (squares / (count - 1)).to(norm.runningMean.dtype))
      }
    }
    batches = []
  }
}
