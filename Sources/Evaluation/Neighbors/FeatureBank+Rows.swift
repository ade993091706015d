import Torch

extension FeatureBank {
  /// A bank of rows of features, such as an `ImageEncoder` gives.
  ///
  /// - Parameter rows: A row of D features for each image.
  /// - Throws: ``EvaluationError`` if there are none, they differ in length, or one is not finite; `TorchError` if there is no memory for
  ///   the table.
  public init(_ rows: [[Float]]) throws {
    try self.init(Self.table(rows))
  }

  /// The `k` most similar rows for each of some queries.
  ///
  /// - Parameters:
  ///   - queries: A row of features for each, of the same encoder.
  ///   - k: The number of neighbours.
  /// - Returns: The rows and similarities of the neighbours, the most similar first.
  /// - Throws: ``EvaluationError`` if `k` is not in 1…N, the dimensions differ, or a feature is not finite.
  public func neighbors(of queries: [[Float]], k: Int) throws -> NearestNeighbors {
    try neighbors(of: Self.table(queries), k: k)
  }

  /// Rows as a tensor `[N, D]`.
  private static func table(_ rows: [[Float]]) throws -> Tensor {
    guard let dimension = rows.first?.count, dimension > 0 else {
      throw EvaluationError(.badData, "there are no features to compare; give a row for each image")
    }
    for (number, row) in rows.enumerated() {
      guard row.count == dimension else {
        throw EvaluationError(
          .badData,
          "row \(number) has \(row.count) features, and row 0 has \(dimension); use the same encoder for all images")
      }
      guard row.allSatisfy(\.isFinite) else {
        throw EvaluationError(.badData, "row \(number) holds a value that is infinite or not a number; leave it out")
      }
    }
    return try Tensor.from(rows.flatMap { $0 }, shape: [rows.count, dimension])
  }
}
