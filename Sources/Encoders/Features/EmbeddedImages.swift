import Datasets

/// The images that some rows of features are of.
package struct EmbeddedImages {
  /// The position in the data set of the image of each row, in ascending order.
  package let indices: [Int]
  /// The class of the image of each row; nil for an image without a label.
  package let labels: [Int?]
  /// The name of the image of each row.
  package let names: [String]

  init(_ batch: EvaluationBatch) {
    (indices, labels, names) = (batch.indices, batch.labels, batch.names)
  }

  init(_ indices: [Int], of dataset: any ImageDataset) {
    self.indices = indices
    labels = indices.map { dataset.label(at: $0) }
    names = indices.map { dataset.name(at: $0) }
  }

  /// The number of images.
  package var count: Int { indices.count }
}
