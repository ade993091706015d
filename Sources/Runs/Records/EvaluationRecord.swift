/// One evaluation of a run's network on labelled data; a line of `evaluations.jsonl`.
public struct EvaluationRecord: Codable, Equatable, Sendable {
  /// Which protocol: `knn`, `linear` or `finetune`.
  public var kind: String
  /// The data as the user named it.
  public var data: String
  /// The steps of training that the network had behind it.
  public var step: Int
  /// What was classified: `representation` or `embedding`.
  public var features: String
  /// The share of images whose most likely class is right, from 0 to 1.
  public var top1: Double
  /// The share of images with the right class among the five most likely; nil with five classes or fewer.
  public var top5: Double?
  /// Every setting of the protocol in words, such as `k: 20`.
  public var settings: [String: String]
  /// When it was recorded, by ISO 8601 in universal time; nil in records of versions that did not tell.
  public var date: String?
  /// What the same protocol comes to without learning; nil where nobody asked.
  public var baselines: [BaselineAccuracy]?
  /// The names of the classes that ``confusion`` or ``confusionEntries`` is about; nil where there is neither.
  public var classNames: [String]?
  /// How many images of each class were taken for each class, of few classes.
  public var confusion: [[Int]]?
  /// The same of many classes, as triples: true class, predicted class, and the number of images where there are any.
  ///
  /// With very many classes and images neither is kept.
  public var confusionEntries: [[Int]]?

  public init(
    kind: String, data: String, step: Int, features: String, top1: Double, top5: Double?, settings: [String: String],
    baselines: [BaselineAccuracy]? = nil
  ) {
    self.kind = kind
    self.data = data
    self.step = step
    self.features = features
    self.top1 = top1
    self.top5 = top5
    self.settings = settings
    self.baselines = baselines
  }

  /// The number of test images; nil where the record does not tell.
  public var testImages: Int? { settings["testImages"].flatMap { Int($0) } }
}
