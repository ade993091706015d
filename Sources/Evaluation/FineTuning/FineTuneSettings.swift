import Foundation
import NN

/// The settings of semi-supervised fine-tuning (arXiv 2103.03230, section 4.2, and the authors' code).
public struct FineTuneSettings: Equatable, Sendable, Codable {
  /// The share of the training labels of each class that is used, above 0 and at most 1; at least one of each.
  public var labelFraction: Double
  /// The number of passes over the chosen images.
  public var epochs: Int
  /// The learning rate of the backbone in the first epoch.
  public var backboneLearningRate: Double
  /// The learning rate of the linear classifier in the first epoch.
  public var headLearningRate: Double
  /// The momentum of stochastic gradient descent.
  public var momentum: Double
  /// The decay of all parameters, biases and normalizations included.
  public var weightDecay: Double
  /// The largest number of images in a step.
  public var batchSize: Int
  /// The smallest share of an image's area that a random crop keeps.
  public var leastCropScale: Double
  /// The seed of the choice of labels, the classifier's initial weights, the order of images and the crops.
  public var seed: UInt64
  /// The precision of matrix products and convolutions.
  public var precision: Precision

  public init(
    labelFraction: Double = 0.1, epochs: Int = 20, backboneLearningRate: Double = 0.005,
    headLearningRate: Double = 0.5, momentum: Double = 0.9, weightDecay: Double = 0, batchSize: Int = 256,
    leastCropScale: Double = 0.08, seed: UInt64 = 0, precision: Precision = .fp32
  ) {
    self.labelFraction = labelFraction
    self.epochs = epochs
    self.backboneLearningRate = backboneLearningRate
    self.headLearningRate = headLearningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.batchSize = batchSize
    self.leastCropScale = leastCropScale
    self.seed = seed
    self.precision = precision
  }

  /// The factor on both rates in an epoch, counted from 0: half a cosine from 1 towards 0, one value an epoch.
  public func rateFactor(epoch: Int) -> Double { 0.5 * (1 + cos(.pi * Double(epoch) / Double(epochs))) }

  /// The number of images in each of the even steps that an epoch of `count` images is cut into.
  ///
  /// The published code's last batch of an epoch is a small one. Here an epoch has about as many steps, all of one size, so
  /// that no normalization sees a handful of images; the few that are left out of an epoch are others in the next.
  ///
  /// The size is even, and 2 at least: the statistics of one image are none, and on processors with AVX-512 the oneDNN of
  /// libtorch 2.13 writes beyond its memory in the weight gradient of a 1×1 convolution over an odd number of places.
  func imagesPerStep(count: Int) -> Int {
    let largest = max(batchSize / 2 * 2, 2)
    let steps = max((count + largest - 1) / largest, 1)
    return max(count / steps / 2 * 2, 2)
  }

  func validate() throws {
    func require(_ condition: Bool, _ name: String, _ value: Any, _ remedy: String) throws {
      guard condition else { throw EvaluationError(.usage, "the \(name) is \(value); give \(remedy)") }
    }
    try require(
      labelFraction > 0 && labelFraction <= 1, "fraction of labels", labelFraction, "a number above 0, at most 1")
    try require(epochs > 0, "number of epochs", epochs, "at least 1")
    for (name, rate) in [
      ("backbone's learning rate", backboneLearningRate), ("classifier's learning rate", headLearningRate),
    ] { try require(rate >= 0 && rate.isFinite, name, rate, "a number from 0") }
    try require((0..<1).contains(momentum), "momentum", momentum, "a number from 0, under 1")
    try require(weightDecay >= 0 && weightDecay.isFinite, "weight decay", weightDecay, "a number from 0")
    try require(batchSize > 1, "batch size", batchSize, "at least 2, whose statistics differ")
    try require(leastCropScale > 0 && leastCropScale <= 1, "least crop scale", leastCropScale, "a number in (0, 1]")
  }
}
