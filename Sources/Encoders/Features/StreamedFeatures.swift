import Datasets
import TensorFiles
import Torch

/// The features of a data set's images whose representations lie on disk: the rows of a file to be written.
struct StreamedFeatures: EmbeddingRows {
  let spool: FeatureSpool
  let dataset: any ImageDataset
  /// The position of each row's image in the data set.
  let indices: [Int]
  /// The number of features.
  let dimension: Int
  /// What becomes of representations.
  let change: (Tensor) throws -> Tensor

  var count: Int { indices.count }
  var classNames: [String] { dataset.classNames }
  func name(at row: Int) -> String { dataset.name(at: indices[row]) }
  func label(at row: Int) -> Int? { dataset.label(at: indices[row]) }

  func forEachPiece(_ body: (_ values: Tensor) throws -> Void) throws {
    try withoutGradients {
      var row = 0
      try spool.forEachPiece { piece in
        let values = try change(piece)
        try FeatureError.requireFinite(values) { name(at: row + $0) }
        row += values.size(0)
        try body(values)
      }
    }
  }
}
