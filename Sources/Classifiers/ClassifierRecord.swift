import Evaluation

/// What a classifier was fitted to and how well it does on images that it had not seen: kept in its file.
public struct ClassifierRecord: Equatable, Sendable, Codable {
  /// How the classes are learned.
  public enum Method: String, Sendable, Codable {
    /// Logistic regression on features that stay as they are.
    case logisticRegression = "logistic regression"
    /// The whole network is trained with a classifier on it.
    case fineTuning = "fine-tuning"
  }

  /// Counted up when files are written that older versions would misread.
  public static let currentVersion = 1

  /// The version of the file.
  public var version = currentVersion
  /// How the classes were learned.
  public var method: Method
  /// The names of the classes, in the order of their scores.
  public var classes: [String]
  /// What the features are: `representation`, `whitened` or `embedding`.
  public var features: String
  /// The model as it was named.
  public var model: String
  /// The SHA-256 of its backbone's parameters and statistics, before any fine-tuning.
  public var modelFingerprint: String
  /// The data that was learned from.
  public var data: String
  /// The number of images that were learned from.
  public var images: Int
  /// How many of each class.
  public var imagesPerClass: [Int]
  /// How many images have no class and were left out.
  public var unlabelled: Int
  /// How many images could not be read and were left out.
  public var skipped: Int
  /// The seed of every choice.
  public var seed: UInt64
  /// The strength of the penalty (l2/2)·‖W‖² beside the mean cross-entropy; nil after fine-tuning.
  public var l2: Double?
  /// How it was chosen: `hold-out`, `cross-validation` or `given`; nil after fine-tuning.
  public var selection: String?
  /// The settings of fine-tuning.
  public var fineTuning: FineTuneSettings?
  /// How images were held out: `cross-validation`, `hold-out`, or `none` of too few.
  public var heldOut: String
  /// What the scores are divided by.
  public var temperature: Double
  /// How probabilities do on held-out images without the temperature; nil where none were held out.
  public var uncalibrated: Calibration?
  /// The same with temperatures that were found on other images than those that are counted.
  public var calibrated: Calibration?
  /// The images that are kept to tell what is unlike all of them.
  public var knownImages: Int
  /// The distance beyond which an image is unlike all of them; nil if too few were held out to tell.
  public var threshold: Double?
}
