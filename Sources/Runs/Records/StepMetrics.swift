import Foundation

/// What is recorded of one training step; a line of `metrics.jsonl`.
public struct StepMetrics: Codable, Equatable, Sendable {
  /// The number of this step, counted from 1.
  public var step: Int
  /// The epoch that it belongs to, counted from 1.
  public var epoch: Int
  /// The number that is minimized, before the step changed anything.
  public var loss: Double
  /// The invariance term Σ_i (1 − C_ii)².
  public var invariance: Double
  /// The redundancy term Σ_{i≠j} C_ij², without its weight λ; every objective reports it.
  public var redundancy: Double
  /// The mean of C_ii.
  public var meanDiagonal: Double
  /// The rate of weights at this step.
  public var learningRate: Double
  /// The rate of biases and norms at this step.
  public var biasLearningRate: Double
  /// Images of the batch over the time since the last step ended.
  public var imagesPerSecond: Double
  /// The time that this step waited for its batch.
  public var dataWaitSeconds: Double

  /// A step with all its numbers.
  public init(
    step: Int, epoch: Int, loss: Double, invariance: Double, redundancy: Double, meanDiagonal: Double,
    learningRate: Double, biasLearningRate: Double, imagesPerSecond: Double, dataWaitSeconds: Double
  ) {
    self.step = step
    self.epoch = epoch
    self.loss = loss
    self.invariance = invariance
    self.redundancy = redundancy
    self.meanDiagonal = meanDiagonal
    self.learningRate = learningRate
    self.biasLearningRate = biasLearningRate
    self.imagesPerSecond = imagesPerSecond
    self.dataWaitSeconds = dataWaitSeconds
  }

  /// This step without the two measured times, which differ between equal runs.
  public var withoutTimes: StepMetrics {
    var copy = self
    copy.imagesPerSecond = 0
    copy.dataWaitSeconds = 0
    return copy
  }
}
