import Formatting
import NN

/// How well a linear classifier on frozen features tells the class of an image, and how it was fitted.
public struct LinearResult: Equatable, Sendable, Codable {
  /// How a linear classifier is fitted.
  public enum Method: String, Sendable, Codable, CaseIterable {
    /// Logistic regression on features extracted once, to convergence, its penalty chosen on the training set.
    case fullBatch = "full-batch"
    /// Stochastic gradient descent on augmented images, as published.
    case official
  }

  /// The share of test images whose class has the highest score, 0 to 1.
  public let top1: Double
  /// The share of test images whose class has one of the five highest scores, 0 to 1; nil with five classes or fewer.
  public let top5: Double?
  /// How the classifier was fitted.
  public let `protocol`: Method
  /// The number of test images.
  public let images: Int
  /// The number of classes in the training set.
  public let classes: Int
  /// The number of training images whose labels were used.
  public let trainingImages: Int
  /// The settings of the full-batch fit.
  public let fullBatch: FullBatchSettings?
  /// The settings of the official protocol.
  public let official: OfficialLinearSettings?
  /// Which classes were taken for which.
  public let confusion: ConfusionMatrix

  init(
    _ score: ClassifierScore, protocol: Method, trainingImages: Int, fullBatch: FullBatchSettings?,
    official: OfficialLinearSettings?
  ) {
    top1 = score.accuracy.top1
    top5 = score.accuracy.top5
    self.protocol = `protocol`
    images = score.accuracy.images
    classes = score.classCount
    self.trainingImages = trainingImages
    self.fullBatch = fullBatch
    self.official = official
    confusion = score.confusion
  }

  /// What a full-batch fit used and how it ended.
  public struct FullBatchSettings: Equatable, Sendable, Codable {
    /// The share of the labels of each class that was used.
    public let labelFraction: Double
    /// The seed of the choice of labels and of the validation splits.
    public let seed: UInt64
    /// The strength of the penalty (l2/2)·‖W‖² beside the mean cross-entropy.
    public let l2: Double
    /// How `l2` was chosen: `hold-out` or `cross-validation` within the training labels, or `given`.
    public let selection: String
    /// The accuracy on validation images of the training set that `l2` was chosen by; nil if it was given.
    public let validationTop1: Double?
    /// The number of steps of the final fit.
    public let steps: Int
    /// Whether the final fit's gradient fell under the tolerance.
    public let isConverged: Bool
    /// The largest component of the final gradient, in units in which the curvature is about 1.
    public let gradientNorm: Double
  }
}

extension LinearResult {
  private enum CodingKeys: String, CodingKey {
    case top1, top5, `protocol`, images, classes, trainingImages, fullBatch, official
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(top1, forKey: .top1)
    try values.encodeIfPresent(top5, forKey: .top5)
    try values.encode(`protocol`, forKey: .protocol)
    try values.encode(images, forKey: .images)
    try values.encode(classes, forKey: .classes)
    try values.encode(trainingImages, forKey: .trainingImages)
    try values.encodeIfPresent(fullBatch, forKey: .fullBatch)
    try values.encodeIfPresent(official, forKey: .official)
    try confusion.encode(to: encoder)
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    top1 = try values.decode(Double.self, forKey: .top1)
    top5 = try values.decodeIfPresent(Double.self, forKey: .top5)
    `protocol` = try values.decode(Method.self, forKey: .protocol)
    images = try values.decode(Int.self, forKey: .images)
    classes = try values.decode(Int.self, forKey: .classes)
    trainingImages = try values.decode(Int.self, forKey: .trainingImages)
    fullBatch = try values.decodeIfPresent(FullBatchSettings.self, forKey: .fullBatch)
    official = try values.decodeIfPresent(OfficialLinearSettings.self, forKey: .official)
    confusion = try ConfusionMatrix(from: decoder)
  }
}

extension LinearResult: CustomStringConvertible {
  public var description: String {
    let fit =
      if let fullBatch {
        "full-batch: logistic regression, l2 \(NumberText.plain(fullBatch.l2)) by \(fullBatch.selection), "
          + "\(fullBatch.steps) steps\(fullBatch.isConverged ? "" : ", not converged")"
      } else if let official {
        "official: SGD \(official.learningRate), momentum \(official.momentum), weight decay "
          + "\(official.weightDecay), batch \(official.batchSize), \(official.epochs) epochs"
      } else {
        `protocol`.rawValue
      }
    return
      "linear top-1 \(NumberText.percent(top1)), top-5 \(NumberText.percent(top5)) (\(fit); \(trainingImages) labels, "
      + "\(images) images, \(classes) classes)"
  }
}
