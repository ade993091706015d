import Datasets
import Evaluation
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
  ///   - samples: The number of test images.
  ///   - classes: The number of classes among the training images.
  ///   - skipped: The number of images that could not be read, nil where they are replaced by others.
  init(
    preparation: EvaluationSettings, device: Device, precision: Precision, onBadImage: OnBadImage, samples: Int,
    classes: Int, skipped: Int?
  ) {
    words = [
      "testImages": String(samples), "classes": String(classes), "device": String(describing: device),
      "precision": precision.rawValue, "imageSize": String(preparation.imageSize),
      "resizeTo": String(preparation.resizeTo ?? preparation.imageSize), "channels": String(preparation.channels),
      "onBadImage": onBadImage.rawValue,
    ]
    words["skippedImages"] = skipped.map(String.init)
  }

  /// What the flags of a command say.
  init(_ parts: EvaluationParts, _ options: ModelOptions, samples: Int, classes: Int, skipped: Int?) {
    self.init(
      preparation: options.model.preparation, device: options.device, precision: options.precision,
      onBadImage: options.loaderOptions.onBadImage, samples: samples, classes: classes, skipped: skipped)
    words["heldOut"] = parts.heldOut.map { "\($0)" }
    words["maxImages"] = options.maxImages.map(String.init)
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

  /// What a linear probe adds.
  static func words(of result: LinearResult) -> [String: String?] {
    var words: [String: String?] = [
      "protocol": result.protocol.rawValue, "trainingImages": String(result.trainingSamples),
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
