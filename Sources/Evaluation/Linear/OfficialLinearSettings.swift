import Foundation

/// The settings of the published linear evaluation (arXiv 2103.03230, section 3.1, and the authors' code).
public struct OfficialLinearSettings: Equatable, Sendable, Codable {
  /// The learning rate of the first epoch.
  public var learningRate: Double
  /// The momentum of stochastic gradient descent.
  public var momentum: Double
  /// The decay of weights and biases alike.
  public var weightDecay: Double
  /// The number of images in a batch; a smaller training set is one batch.
  public var batchSize: Int
  /// The number of passes over the training set.
  public var epochs: Int
  /// The smallest share of an image's area that a random crop keeps.
  public var leastCropScale: Double
  /// The seed of the initial weights, the order of images and the crops.
  public var seed: UInt64

  public init(
    learningRate: Double = 0.3, momentum: Double = 0.9, weightDecay: Double = 1e-6, batchSize: Int = 256,
    epochs: Int = 100, leastCropScale: Double = 0.08, seed: UInt64 = 0
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.batchSize = batchSize
    self.epochs = epochs
    self.leastCropScale = leastCropScale
    self.seed = seed
  }

  /// The learning rate of an epoch, counted from 0: half a cosine from `learningRate` towards 0, one value an epoch.
  public func learningRate(epoch: Int) -> Double {
    0.5 * learningRate * (1 + cos(.pi * Double(epoch) / Double(epochs)))
  }

  func validate() throws {
    func require(_ condition: Bool, _ name: String, _ value: Any, _ remedy: String) throws {
      guard condition else { throw EvaluationError(.usage, "the \(name) is \(value); give \(remedy)") }
    }
    try require(learningRate > 0 && learningRate.isFinite, "learning rate", learningRate, "a number above 0")
    try require((0..<1).contains(momentum), "momentum", momentum, "a number from 0, under 1")
    try require(weightDecay >= 0 && weightDecay.isFinite, "weight decay", weightDecay, "a number from 0")
    try require(batchSize > 0, "batch size", batchSize, "at least 1")
    try require(epochs > 0, "number of epochs", epochs, "at least 1")
    try require(leastCropScale > 0 && leastCropScale <= 1, "least crop scale", leastCropScale, "a number in (0, 1]")
  }
}
