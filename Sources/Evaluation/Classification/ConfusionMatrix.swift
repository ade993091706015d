import Runs

/// How many images of each class were taken for each class.
///
/// As JSON: `classNames`, `perClass` and `confusion`, beside the other results of an evaluation.
public struct ConfusionMatrix: Equatable, Sendable {
  /// The classes that occur among training or test images, in the order of rows and columns.
  public let classNames: [String]
  /// `counts[c][p]`: the images of class c that were taken for class p.
  public let counts: [[Int]]

  /// Counts predictions.
  ///
  /// - Parameters:
  ///   - truth: The label of each test image.
  ///   - predictions: The label that it was given.
  ///   - candidates: The labels that could be given: those of the training images.
  ///   - classNames: The name of each label; labels beyond them are called by their number.
  public init(truth: [Int], predictions: [Int], candidates: [Int], classNames: [String] = []) {
    precondition(truth.count == predictions.count, "each image has one label and one prediction")
    let index = ClassIndex(truth + predictions + candidates)
    var counts = [[Int]](repeating: [Int](repeating: 0, count: index.count), count: index.count)
    for (label, prediction) in zip(truth, predictions) {
      if let row = index.position(of: label), let column = index.position(of: prediction) { counts[row][column] += 1 }
    }
    self.counts = counts
    self.classNames = index.labels.map { classNames.indices.contains($0) ? classNames[$0] : String($0) }
  }

  /// The counts that a record of an evaluation holds; nil if it holds none.
  package init?(_ record: EvaluationRecord) {
    guard let names = record.classNames, let counts = record.confusion, !names.isEmpty, counts.count == names.count,
      counts.allSatisfy({ $0.count == names.count && $0.allSatisfy { $0 >= 0 } })
    else { return nil }
    (classNames, self.counts) = (names, counts)
  }

  /// The most classes whose counts a record keeps.
  private static let mostRecorded = 100

  /// Keeps the counts in a record, unless they are too many.
  func keep(in record: inout EvaluationRecord) {
    guard classNames.count <= Self.mostRecorded else { return }
    (record.classNames, record.confusion) = (classNames, counts)
  }

  /// The number of test images of each class.
  public var support: [Int] { counts.map { $0.reduce(0, +) } }

  /// The share of images of each class that were recognized; nil for a class without test images.
  public var perClass: [Double?] {
    zip(counts.indices, support).map { $1 > 0 ? Double(counts[$0][$0]) / Double($1) : nil }
  }

  /// The classes with test images by their rows, those that are recognized worst first.
  package var worstFirst: [Int] {
    let (support, perClass) = (support, perClass)
    return classNames.indices.filter { support[$0] > 0 }.sorted { (perClass[$0] ?? 0, $0) < (perClass[$1] ?? 0, $1) }
  }

  /// The counts with each row divided by its sum; a row without images stays zero.
  public var normalizedRows: [[Double]] {
    zip(counts, support).map { row, total in row.map { total > 0 ? Double($0) / Double(total) : 0 } }
  }

  /// The class that images of class `row` are most often mistaken for; nil if none is mistaken.
  package func mainMistake(of row: Int) -> Int? {
    let others = counts[row].indices.filter { $0 != row && counts[row][$0] > 0 }
    return others.max { (counts[row][$0], $1) < (counts[row][$1], $0) }
  }
}

extension ConfusionMatrix: Codable {
  private enum CodingKeys: String, CodingKey { case classNames, perClass, confusion }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(classNames, forKey: .classNames)
    try values.encode(perClass, forKey: .perClass)
    try values.encode(counts, forKey: .confusion)
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    classNames = try values.decode([String].self, forKey: .classNames)
    counts = try values.decode([[Int]].self, forKey: .confusion)
    guard counts.count == classNames.count, counts.allSatisfy({ $0.count == classNames.count }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .confusion, in: values, debugDescription: "the confusion matrix is not a square of the classes")
    }
  }
}
