import Evaluation
import Training

/// The settings of an evaluation in words, as a run folder's records keep them.
struct RecordedSettings {
  /// By name.
  private(set) var words: [String: String]

  /// What all evaluations have in common.
  ///
  /// `skipped` is the number of images that could not be read, nil where they are replaced by others.
  init(_ parts: EvaluationParts, _ options: ModelOptions, samples: Int, classes: Int, skipped: Int?) {
    let preparation = options.preparation
    words = [
      "testImages": String(samples), "classes": String(classes), "device": String(describing: options.device),
      "precision": options.precision.rawValue, "imageSize": String(preparation.imageSize),
      "resizeTo": String(preparation.resizeTo ?? preparation.imageSize), "channels": String(preparation.channels),
      "onBadImage": options.loaderOptions.onBadImage.rawValue,
    ]
    words["heldOut"] = parts.heldOut.map { "\($0)" }
    words["maxImages"] = options.maxImages.map(String.init)
    words["skippedImages"] = skipped.map(String.init)
  }

  /// These settings with more.
  func adding(_ more: [String: String?]) -> [String: String] {
    words.merging(more.compactMapValues { $0 }) { _, new in new }
  }
}
