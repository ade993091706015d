import Torch

/// Embeddings `[N, D]`, float32, with what is known about each row, as they are written to a file: a piece after the other, so that
/// they need not be in memory.
public protocol EmbeddingRows {
  /// The number of rows N.
  var count: Int { get }
  /// The number of features D.
  var dimension: Int { get }
  /// The name of the image of a row.
  func name(at row: Int) -> String
  /// The class of a row by number; nil for none.
  func label(at row: Int) -> Int?
  /// The name of each class, by number.
  var classNames: [String] { get }
  /// Calls `body` with the values of some rows after the other, in order.
  func forEachPiece(_ body: (_ values: Tensor) throws -> Void) throws
}

extension EmbeddingRows {
  /// Whether all rows have a class, without which none is written.
  public var areLabelled: Bool { (0..<count).allSatisfy { label(at: $0) != nil } }

  /// The name of the class of a row, or its number where classes have no names.
  func className(at row: Int) -> String? {
    label(at: row).map { classNames.indices.contains($0) ? classNames[$0] : "\($0)" }
  }
}
