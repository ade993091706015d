import Datasets
import NN
import Torch

/// The settings of an evaluation in words, as a run folder's records keep them.
struct RecordedSettings {
  /// By name.
  private(set) var words: [String: String]

  /// What all evaluations have in common.
  ///
  /// - Parameters:
  ///   - preparation: How images were prepared.
  ///   - device: What computed.
  ///   - precision: Of products and convolutions.
  ///   - onBadImage: What was done about images that cannot be read.
  ///   - images: The number of test images.
  ///   - classes: The number of classes among the training images.
  ///   - skipped: The number of images that could not be read, nil where they are replaced by others.
  ///   - heldOut: The share that was held out as a test part, if any.
  ///   - isLeaveOneOut: Whether each image was measured by all others.
  ///   - maxImages: The largest number of images of each part, if limited.
  ///   - unlabelled: The images that were left out because they have no class.
  init(
    preparation: EvaluationSettings, device: Device, precision: Precision, onBadImage: OnBadImage, images: Int,
    classes: Int, skipped: Int?, heldOut: Double? = nil, isLeaveOneOut: Bool = false, maxImages: Int? = nil,
    unlabelled: UnlabelledImages = UnlabelledImages(training: 0, test: 0)
  ) {
    words = [
      "testImages": String(images), "classes": String(classes), "device": String(describing: device),
      "precision": precision.rawValue, "imageSize": String(preparation.imageSize),
      "resizeTo": String(preparation.resizeTo ?? preparation.imageSize), "channels": String(preparation.channels),
      "onBadImage": onBadImage.rawValue,
    ]
    words["skippedImages"] = skipped.map(String.init)
    words["heldOut"] = heldOut.map { "\($0)" }
    words["leaveOneOut"] = isLeaveOneOut ? "true" : nil
    words["maxImages"] = maxImages.map(String.init)
    words["unlabelledTrainingImages"] = unlabelled.training > 0 ? String(unlabelled.training) : nil
    words["unlabelledTestImages"] = unlabelled.test > 0 ? String(unlabelled.test) : nil
  }

  /// These settings with more.
  func adding(_ more: [String: String?]) -> [String: String] {
    words.merging(more.compactMapValues { $0 }) { _, new in new }
  }

  /// What a vote of neighbours adds.
  static func words(k: Int, temperature: Double, trainingImages: Int) -> [String: String?] {
    [
      "k": String(k), "temperature": "\(temperature)", "similarity": "cosine",
      "trainingImages": String(trainingImages),
    ]
  }

  /// What fine-tuning adds.
  static func words(of result: FineTuneResult) -> [String: String?] {
    let settings = result.settings
    return [
      "labels": "\(settings.labelFraction * 100)%", "trainingImages": String(result.trainingImages),
      "epochs": String(settings.epochs), "backboneLearningRate": "\(settings.backboneLearningRate)",
      "headLearningRate": "\(settings.headLearningRate)", "momentum": "\(settings.momentum)",
      "weightDecay": "\(settings.weightDecay)", "batchSize": String(settings.batchSize),
      "imagesPerStep": String(result.imagesPerStep), "leastCropScale": "\(settings.leastCropScale)",
      "seed": String(settings.seed), "schedule": "cosine, one value an epoch",
    ]
  }

  /// What a linear probe adds.
  static func words(of result: LinearResult) -> [String: String?] {
    var words: [String: String?] = [
      "protocol": result.protocol.rawValue, "trainingImages": String(result.trainingImages),
    ]
    if let fit = result.fullBatch {
      words["labels"] = "\(fit.labelFraction * 100)%"
      words["seed"] = String(fit.seed)
      words["l2"] = "\(fit.l2)"
      words["selection"] = fit.selection
      words["steps"] = String(fit.steps)
      words["isConverged"] = String(fit.isConverged)
    }
    if let sgd = result.official {
      words["learningRate"] = "\(sgd.learningRate)"
      words["momentum"] = "\(sgd.momentum)"
      words["weightDecay"] = "\(sgd.weightDecay)"
      words["batchSize"] = String(sgd.batchSize)
      words["epochs"] = String(sgd.epochs)
      words["leastCropScale"] = "\(sgd.leastCropScale)"
      words["seed"] = String(sgd.seed)
    }
    return words
  }
}
