import Datasets
import Encoders
import Torch

/// The features of some images, as the run is usually read, with what is known about each.
struct ImageStudyFeatures {
  /// The images.
  let dataset: any ImageDataset
  /// The position in `dataset` of each row.
  let indices: [Int]
  /// The class of each row; nil for an image without a label.
  let labels: [Int?]
  /// `[N, D]` float32.
  let features: Tensor

  private static let batchSize = 128

  /// The usual features that a model gives of the images of a data set that can be read.
  ///
  /// - Throws: `EvaluationError` if a feature is not finite; what the loader throws.
  init(_ dataset: any ImageDataset, model: EncoderModel, request: ImageStudyRequest) throws {
    let encoder = EncoderFeatures(
      model, batchSize: Self.batchSize,
      options: LoaderOptions(workers: request.workers, onBadImage: .skip, report: request.badImage))
    let extracted = try encoder.features(
      of: dataset, model.usualFeatures, progress: { try request.progress($0.renamed("features", as: .count)) })
    self.dataset = dataset
    indices = extracted.indices
    labels = extracted.labels
    features = extracted.features
  }

  /// The number of rows N.
  var count: Int { indices.count }

  /// The name of a row's image.
  func name(_ row: Int) -> String { dataset.name(at: indices[row]) }

  /// The rows of at most `limit` images to show: of different classes where there are classes, spread evenly otherwise.
  func examples(_ limit: Int) -> [Int] {
    let spread = (0..<min(limit, count)).map { $0 * count / min(limit, count) }
    guard labels.contains(where: { $0 != nil }) else { return spread }
    var taken: [Int] = []
    var seen: Set<Int> = []
    for (row, label) in labels.enumerated() where label.map({ seen.insert($0).inserted }) ?? false { taken.append(row) }
    taken = Array(taken.sorted { (labels[$0] ?? 0) < (labels[$1] ?? 0) }.prefix(limit))
    return taken + spread.filter { !taken.contains($0) }.prefix(limit - taken.count)
  }
}
