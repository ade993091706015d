import Datasets
import Encoders
import Evaluation
import TensorFiles

/// The features of a data set's images, ready to be searched, and which image each row belongs to.
struct DataFeatures {
  /// The features as they are compared: of unit length.
  let bank: FeatureBank
  /// The position in the data set of the image of each row.
  let indices: [Int]

  /// Features that were just computed; images that were skipped have no row.
  init(_ extracted: ExtractedFeatures) throws {
    bank = try FeatureBank(extracted.features) { _ in try Interruption.check() }
    indices = extracted.indices
  }

  /// Features that a file holds, as `barlow embed` writes it.
  ///
  /// - Throws: `EvaluationError` if its rows are not those of the data set.
  init(_ file: EmbeddingFile, of dataset: any ImageDataset) throws {
    let contents = try file.contents()
    for note in contents.notes { Terminal.error("note: \(file): \(note)") }
    let rows = contents.values.size(0)
    if let names = contents.names {
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
    bank = try FeatureBank(contents.values.to(.float32)) { _ in try Interruption.check() }
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
