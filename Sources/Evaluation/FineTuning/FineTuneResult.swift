import Formatting
import NN

/// How well a network that was fine-tuned on some labels tells the class of an image, and how it was trained.
public struct FineTuneResult: Equatable, Sendable {
  /// The share of test images whose class has the highest score, 0 to 1, after the last epoch.
  public let top1: Double
  /// The share of test images whose class has one of the five highest scores, 0 to 1; nil with five classes or fewer.
  public let top5: Double?
  /// The number of test images.
  public let images: Int
  /// The number of classes among the training images.
  public let classes: Int
  /// The number of training images whose labels were used.
  public let trainingImages: Int
  /// The number of images in each step; at most the batch size.
  public let imagesPerStep: Int
  /// The number of steps in all epochs.
  public let steps: Int
  /// The mean cross-entropy of the last step.
  public let finalLoss: Double
  /// The settings.
  public let settings: FineTuneSettings
  /// Which classes were taken for which.
  public let confusion: ConfusionMatrix
}

extension FineTuneResult: Encodable {
  private enum CodingKeys: String, CodingKey {
    case top1, top5, images, classes, trainingImages, imagesPerStep, steps, finalLoss, settings
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(top1, forKey: .top1)
    try values.encodeIfPresent(top5, forKey: .top5)
    try values.encode(images, forKey: .images)
    try values.encode(classes, forKey: .classes)
    try values.encode(trainingImages, forKey: .trainingImages)
    try values.encode(imagesPerStep, forKey: .imagesPerStep)
    try values.encode(steps, forKey: .steps)
    try values.encode(finalLoss, forKey: .finalLoss)
    try values.encode(settings, forKey: .settings)
    try confusion.encode(to: encoder)
  }
}

extension FineTuneResult: CustomStringConvertible {
  public var description: String {
    "fine-tuned top-1 \(NumberText.percent(top1)), top-5 \(NumberText.percent(top5)) "
      + "(\(NumberText.plain(settings.labelFraction * 100)) % of labels: \(trainingImages); \(settings.epochs) epochs, "
      + "SGD \(settings.backboneLearningRate) and \(settings.headLearningRate), momentum \(settings.momentum), "
      + "weight decay \(settings.weightDecay), \(steps) steps of \(imagesPerStep), \(settings.precision.rawValue), "
      + "seed \(settings.seed); \(images) images, \(classes) classes)"
  }
}
