import Datasets
import Evaluation
import Torch

/// The features of a data set's images, and which image each row belongs to.
struct DataFeatures {
  /// `[N, D]`, float32.
  let features: Tensor
  /// The position in the data set of the image of each row.
  let indices: [Int]

  /// Features that were just computed; images that were skipped have no row.
  init(_ extracted: ExtractedFeatures, of dataset: any ImageDataset) throws {
    features = extracted.features
    indices = try Self.positions(of: extracted.names, in: dataset, source: "the data")
  }

  /// Features that a file holds, as `barlow embed` writes it.
  ///
  /// - Throws: `EvaluationError` if its rows are not those of the data set.
  init(_ file: EmbeddingFile, of dataset: any ImageDataset) throws {
    features = try file.read().to(.float32)
    let rows = features.size(0)
    if let names = try file.names() {
      guard names.count == rows else {
        throw EvaluationError(.badData, "\(file) has \(rows) rows and \(names.count) names; write it again")
      }
      indices = try Self.positions(of: names, in: dataset, source: "\(file)")
    } else {
      guard rows == dataset.count else {
        throw EvaluationError(
          .badData, "\(file) has \(rows) rows, but the data has \(dataset.count) images; embed the same data")
      }
      indices = Array(0..<rows)
    }
  }

  /// Where images of these names are, which come in the order of the data set, some of it perhaps left out.
  private static func positions(of names: [String], in dataset: any ImageDataset, source: String) throws -> [Int] {
    var position = 0
    return try names.map { name in
      while position < dataset.count, dataset.name(at: position) != name { position += 1 }
      guard position < dataset.count else {
        throw EvaluationError(
          .badData, "\(source) has a row for \(name), which is not in the data at its place; embed the same data")
      }
      position += 1
      return position - 1
    }
  }
}
