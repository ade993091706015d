import Evaluation

/// What a classifier has said of many images, counted.
public struct PredictionSummary: Encodable {
  /// The images of one class.
  public struct ClassCount: Equatable, Sendable, Encodable {
    /// The name of the class.
    public let name: String
    /// The number of images that were taken for it and are like something known.
    public fileprivate(set) var images = 0

    private enum CodingKeys: String, CodingKey {
      case name = "class"
      case images
    }
  }

  /// The number of images.
  public private(set) var images = 0
  /// The images of each class.
  public private(set) var classes: [ClassCount]
  /// The number of images that are unlike all that the classifier knows.
  public private(set) var unlikeKnown = 0
  /// The number of images whose class the data tells, and the classifier knows.
  public private(set) var labelled = 0
  /// The share of these that were recognized; nil without any.
  public var top1: Double? { labelled == 0 ? nil : Double(right) / Double(labelled) }
  private var right = 0
  private var (truth, predictions): ([Int], [Int]) = ([], [])
  private let positions: [String: Int]

  private enum CodingKeys: String, CodingKey { case images, classes, unlikeKnown, labelled, top1 }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(images, forKey: .images)
    try values.encode(classes, forKey: .classes)
    try values.encode(unlikeKnown, forKey: .unlikeKnown)
    try values.encode(labelled, forKey: .labelled)
    try values.encodeIfPresent(top1, forKey: .top1)
  }

  /// An empty count for a classifier of given classes.
  public init(classNames: [String]) {
    classes = classNames.map { ClassCount(name: $0) }
    positions = Dictionary(classNames.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  /// Counts one image.
  public mutating func add(_ prediction: ImagePrediction) {
    images += 1
    guard let place = positions[prediction.predictedClass] else { return }
    if prediction.isUnlikeKnown == true { unlikeKnown += 1 } else { classes[place].images += 1 }
    guard let known = prediction.knownClass.flatMap({ positions[$0] }) else { return }
    labelled += 1
    if known == place { right += 1 }
    truth.append(known)
    predictions.append(place)
  }

  /// Which classes were taken for which, where the data tells; nil where it tells nothing.
  public var confusion: ConfusionMatrix? {
    labelled == 0
      ? nil
      : ConfusionMatrix(
        truth: truth, predictions: predictions, candidates: Array(classes.indices), classNames: classes.map(\.name))
  }
}
