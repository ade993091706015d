import Torch

extension FeatureRows {
  /// A copy of some rows.
  ///
  /// - Parameter rows: Which.
  /// - Returns: A tensor `[rows, D]`, float32.
  /// - Throws: `TorchError` when memory is short.
  package func tensor(_ rows: Range<Int>) throws -> Tensor {
    try withRows(rows) {
      try Tensor.copying(UnsafeRawBufferPointer($0), shape: [rows.count, dimension], dtype: .float32)
    }
  }
}
