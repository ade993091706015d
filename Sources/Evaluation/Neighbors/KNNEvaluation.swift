import Encoders
import Formatting

/// The votes of neighbours by several kinds of features, numbers of neighbours and temperatures.
///
/// As JSON, `top1`, `top5`, `k`, `temperature`, `images`, `classes` and the confusion are those of the first combination:
/// the best one would be chosen by the test labels.
public struct KNNEvaluation: Equatable, Sendable {
  /// The accuracy of one combination.
  public struct Row: Equatable, Sendable, Encodable {
    /// What was compared: `representation` or `embedding`.
    public let features: String
    /// The number of neighbours that vote.
    public let k: Int
    /// The temperature τ of the votes.
    public let temperature: Double
    /// The share of images whose class is told correctly, 0 to 1.
    public let top1: Double
    /// The share of images whose class is one of the five with the most votes; nil with five classes or fewer.
    public let top5: Double?
  }

  /// Every combination: features, then k, then temperature, each in the order in which they were asked for.
  public private(set) var results: [Row] = []
  /// The first combination.
  public let first: KNNResult
  /// Which classes were taken for which in the first combination.
  public let confusion: ConfusionMatrix
  /// The number of images that neighbours are chosen from.
  public let bankCount: Int

  /// Compares `queries` with `bank` in each of some kinds of features.
  ///
  /// - Parameters:
  ///   - features: The kinds by name, at least one; `load` gives the features of the labelled images and of the queries.
  ///   - ks: The numbers of neighbours.
  ///   - temperatures: The temperatures.
  ///   - leavesOneOut: Whether the queries are the labelled images themselves, each of which does not vote on itself.
  ///   - progress: Told now and then; what it throws stops the work.
  ///   - load: Called once for each kind.
  /// - Throws: ``EvaluationError`` as ``KNNClassifier`` does; what `load` throws.
  public init(
    features: [String], ks: [Int], temperatures: [Double], leavesOneOut: Bool = false,
    progress: (WorkProgress) throws -> Void = { _ in },
    load: (_ features: String) throws -> (bank: ExtractedFeatures, queries: ExtractedFeatures)
  ) throws {
    var head: (result: KNNResult, confusion: ConfusionMatrix, bankCount: Int)?
    for kind in features {
      let (bank, queries) = try load(kind)
      let classifier = try KNNClassifier(bank: bank, progress: progress)
      let scores = try classifier.evaluate(
        queries, ks: ks, temperatures: temperatures, leavesOneOut: leavesOneOut, progress: progress)
      head = head ?? (scores[0].result, scores[0].confusion, bank.count)
      results += scores.map {
        Row(
          features: kind, k: $0.result.k, temperature: $0.result.temperature, top1: $0.result.top1,
          top5: $0.result.top5)
      }
    }
    guard let head else { throw EvaluationError(.usage, "there are no features to compare; give at least one kind") }
    first = head.result
    confusion = head.confusion
    bankCount = head.bankCount
  }
}

extension KNNEvaluation: Encodable {
  private enum CodingKeys: String, CodingKey { case results, trainingImages }

  public func encode(to encoder: any Encoder) throws {
    try first.encode(to: encoder)
    try confusion.encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(results, forKey: .results)
    try values.encode(bankCount, forKey: .trainingImages)
  }
}

extension KNNEvaluation: CustomStringConvertible {
  /// A table of all combinations, then the classes in the first one.
  public var description: String {
    let rows = results.map {
      [
        $0.features, String($0.k), NumberText.plain($0.temperature), NumberText.percent($0.top1),
        NumberText.percent($0.top5),
      ]
    }
    let table = TextTable.lines([["kNN on", "k", "temperature", "top-1", "top-5"]] + rows)
    let facts =
      "cosine similarity; \(first.images) test images, neighbours among \(bankCount) training images, "
      + "\(first.classes) classes"
    let head = "classes (\(results[0].features), k \(first.k), temperature \(NumberText.plain(first.temperature))):"
    return (table + [facts, "", head, String(describing: confusion)]).joined(separator: "\n")
  }
}
