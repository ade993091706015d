import Runs

/// As JSON: `classNames` and `perClass` beside the other results of an evaluation, and the counts: `confusion`, a square, of
/// few classes, and `confusionEntries`, triples of true class, predicted class and count above 0, of many.
extension ConfusionMatrix: Codable {
  private enum CodingKeys: String, CodingKey { case classNames, perClass, confusion, confusionEntries }

  /// Whether the counts are written as a square.
  private var isSquare: Bool { classNames.count <= Self.mostClassesOfSquare }
  /// The counts above 0 as triples.
  private var triples: [[Int]] { entries.map { [$0.truth, $0.prediction, $0.count] } }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(classNames, forKey: .classNames)
    try values.encode(perClass, forKey: .perClass)
    if isSquare {
      try values.encode(counts, forKey: .confusion)
    } else {
      try values.encode(triples, forKey: .confusionEntries)
    }
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let matrix = Self(
      names: try values.decode([String].self, forKey: .classNames),
      square: try values.decodeIfPresent([[Int]].self, forKey: .confusion),
      triples: try values.decodeIfPresent([[Int]].self, forKey: .confusionEntries))
    guard let matrix else {
      throw DecodingError.dataCorruptedError(
        forKey: .confusion, in: values, debugDescription: "the confusion matrix is not one of the classes")
    }
    self = matrix
  }

  /// The counts that a record of an evaluation holds; nil if it holds none.
  package init?(_ record: EvaluationRecord) {
    guard let names = record.classNames, !names.isEmpty else { return nil }
    self.init(names: names, square: record.confusion, triples: record.confusionEntries)
  }

  /// The most names and counts above 0 that a record keeps of many classes: a few megabytes.
  private static let mostRecorded = 200_000

  /// Keeps the counts in a record, unless they are too many.
  func keep(in record: inout EvaluationRecord) {
    if isSquare {
      (record.classNames, record.confusion) = (classNames, counts)
    } else if classNames.count + entries.count <= Self.mostRecorded {
      (record.classNames, record.confusionEntries) = (classNames, triples)
    }
  }

  /// Counts as they were written, in one of two ways; nil if they are not counts between these classes.
  private init?(names: [String], square: [[Int]]?, triples: [[Int]]?) {
    let entries: [Entry]
    if let square {
      guard square.count == names.count,
        square.allSatisfy({ $0.count == names.count && $0.allSatisfy { $0 >= 0 } })
      else { return nil }
      entries = square.enumerated().flatMap { row, line in
        line.enumerated().compactMap { $1 > 0 ? Entry(truth: row, prediction: $0, count: $1) : nil }
      }
    } else if let triples {
      guard triples.allSatisfy({ $0.count == 3 && $0[2] > 0 && names.indices ~= $0[0] && names.indices ~= $0[1] }),
        zip(triples, triples.dropFirst()).allSatisfy({ ($0[0], $0[1]) < ($1[0], $1[1]) })
      else { return nil }
      entries = triples.map { Entry(truth: $0[0], prediction: $0[1], count: $0[2]) }
    } else {
      return nil
    }
    self.init(classNames: names, sorted: entries)
  }
}
