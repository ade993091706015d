import Encoders
import Formatting
import Torch

/// What features of several kinds are worth, side by side: the evidence that pretraining taught an encoder something.
public struct EvidenceTable: Equatable, Sendable, Codable {
  /// The accuracies of one kind of features, 0 to 1.
  public struct Row: Equatable, Sendable, Codable {
    /// What the features are, such as `raw pixels`.
    public let name: String
    /// kNN with k = 20 and temperature 0.1.
    public let knn: KNNResult
    /// The same on features whitened by the training set's statistics.
    public let knnWhitened: KNNResult
    /// The full-batch linear probe with all labels.
    public let linear: LinearResult
    /// The full-batch linear probe with a few labels.
    public let linearFewLabels: LinearResult
  }

  /// The number of neighbours and the temperature of the kNN column.
  public static let (k, temperature) = (20, 0.1)

  /// The rows, in the order in which they were added.
  public private(set) var rows: [Row] = []
  /// The share of labels in the last column.
  public let labelFraction: Double
  /// The seed of the choice of labels, the same for each row.
  public let seed: UInt64

  /// An empty table.
  public init(labelFraction: Double = 0.01, seed: UInt64 = 0) {
    self.labelFraction = labelFraction
    self.seed = seed
  }

  /// Computes a row from the features of a training and a test set.
  ///
  /// `progress` is told now and then; what it throws stops the work.
  ///
  /// - Throws: ``EvaluationError`` for missing labels or features that do not fit each other.
  public mutating func add(
    _ name: String, training: ExtractedFeatures, test: ExtractedFeatures,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    let classifier = try KNNClassifier(bank: training) { try progress($0.within(name)) }
    let knn = try classifier.evaluate(test, k: Self.k, temperature: Self.temperature) { try progress($0.within(name)) }
    try progress(WorkProgress("\(knn)").within(name))
    let whitening = try Whitening(fitting: training.features)
    let whitenedClassifier = try KNNClassifier(bank: training.replacing(whitening(training.features))) {
      try progress($0.within("\(name), whitened"))
    }
    let knnWhitened = try whitenedClassifier.evaluate(
      test.replacing(whitening(test.features)), k: Self.k, temperature: Self.temperature
    ) { try progress($0.within("\(name), whitened")) }
    try progress(WorkProgress("\(knnWhitened)").within("\(name), whitened"))
    let linear = try LinearProbe(seed: seed).evaluate(training: training, test: test) { try progress($0.within(name)) }
    try progress(WorkProgress("\(linear)").within(name))
    let few = try LinearProbe(labelFraction: labelFraction, seed: seed).evaluate(training: training, test: test) {
      try progress($0.within("\(name), few labels"))
    }
    try progress(WorkProgress("\(few)").within(name))
    rows.append(Row(name: name, knn: knn, knnWhitened: knnWhitened, linear: linear, linearFewLabels: few))
  }
}

extension EvidenceTable: CustomStringConvertible {
  /// Aligned text: one line per row, percentages with one decimal.
  public var description: String {
    let head = [
      "", "kNN", "kNN, whitened", "linear", "linear, \(NumberText.plain(labelFraction * 100)) % of labels",
    ]
    let body = rows.map {
      [
        $0.name, NumberText.percent($0.knn.top1), NumberText.percent($0.knnWhitened.top1),
        NumberText.percent($0.linear.top1), NumberText.percent($0.linearFewLabels.top1),
      ]
    }
    return TextTable.lines([head] + body).joined(separator: "\n")
  }
}
