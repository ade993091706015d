import TensorFiles
import Torch

extension ExtractedFeatures: EmbeddingRows {
  public func name(at row: Int) -> String { names[row] }
  public func label(at row: Int) -> Int? { labels[row] }

  /// In pieces of some 16 MB, so that writing needs no second copy of all.
  public func forEachPiece(_ body: (_ values: Tensor) throws -> Void) throws {
    let rowsPerPiece = max(1, (4 << 20) / dimension)
    try withoutGradients {
      for start in stride(from: 0, to: count, by: rowsPerPiece) {
        try body(features.narrow(start: start, length: min(rowsPerPiece, count - start)))
      }
    }
  }
}
