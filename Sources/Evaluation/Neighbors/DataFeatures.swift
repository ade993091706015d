import Datasets
import Encoders
import Formatting
import TensorFiles

/// The features of a data set's images, ready to be searched, and which image each row belongs to.
public struct DataFeatures {
  /// The features as they are compared: of unit length.
  public let bank: FeatureBank
  /// The position in the data set of the image of each row.
  public let indices: [Int]

  /// Features that were just computed; images that were skipped have no row.
  public init(_ extracted: ExtractedFeatures, progress: (WorkProgress) throws -> Void = { _ in }) throws {
    bank = try FeatureBank(extracted.features, progress: progress)
    indices = extracted.indices
  }

  /// The contents of a file of features, such as the tool's `embed` writes.
  ///
  /// - Parameters:
  ///   - contents: What the file holds.
  ///   - source: The name of the file for errors.
  ///   - dataset: The images whose features they are, in the same order, some of them perhaps left out.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Throws: ``EvaluationError`` if its rows are not those of the data set.
  public init(
    _ contents: EmbeddingContents, source: String, of dataset: any ImageDataset,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    let rows = contents.values.size(0)
    if let names = contents.names {
      guard names.count == rows else {
        throw EvaluationError(.badData, "\(source) has \(rows) rows and \(names.count) names; write it again")
      }
      indices = try Self.positions(of: names, in: dataset, source: source)
    } else {
      guard rows == dataset.count else {
        throw EvaluationError(
          .badData,
          "\(source) has \(NumberText.count(rows, "row")), but the "
            + "data has \(NumberText.count(dataset.count, "image")); embed the same data")
      }
      indices = Array(0..<rows)
    }
    bank = try FeatureBank(contents.values.to(.float32), progress: progress)
  }

  /// The features of an index, searched where they lie.
  ///
  /// - Parameters:
  ///   - index: The index.
  ///   - dataset: The images whose features they are, in the same order, some of them perhaps left out.
  /// - Throws: ``EvaluationError`` if its rows are not those of the data set.
  public init(_ index: FeatureIndex, of dataset: any ImageDataset) throws {
    indices = try Self.positions(of: (0..<index.count).map(index.name), in: dataset, source: index.path)
    bank = try FeatureBank(index)
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
