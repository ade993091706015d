import Datasets
import Formatting
import Torch

/// Puts the features that a pass over a data set's images gives, batch by batch, into one table.
package final class FeatureCollector {
  /// The options to make the pass with, by which skipped images are remembered too.
  package let options: LoaderOptions
  private let dataset: any ImageDataset
  private let skipped = SkippedImages()
  private var features: Tensor?
  private var labels: [Int?] = []
  private var names: [String] = []
  private var indices: [Int] = []

  /// A pass over `dataset` that would be made with `options`.
  package init(_ dataset: any ImageDataset, options: LoaderOptions) {
    self.dataset = dataset
    var options = options
    options.report = { [report = options.report, skipped] image in
      skipped.add(image)
      report(image)
    }
    self.options = options
  }

  /// Adds the features `[n, D]` of some images; how far the pass has come.
  package func add(_ rows: Tensor, _ images: EmbeddedImages) throws -> WorkProgress {
    // One block for all: pieces that are joined at the end would take twice the memory.
    let all = try features ?? EmbeddingExtractor.table(rows: dataset.count, columns: rows.size(1))
    try all.narrow(start: labels.count, length: images.count).copy(from: rows)
    features = all
    labels += images.labels
    names += images.names
    indices += images.indices
    return WorkProgress("features", done: labels.count, of: dataset.count)
  }

  /// The features of all images that could be read.
  ///
  /// - Throws: ``FeatureError`` if there are none or a feature is not finite.
  package func collected() throws -> ExtractedFeatures {
    guard let features else { throw FeatureError("there are no images to compute features of") }
    return try ExtractedFeatures(
      features: features.narrow(start: 0, length: labels.count), labels: labels, names: names, indices: indices,
      classNames: dataset.classNames, skipped: skipped.descriptions)
  }
}
