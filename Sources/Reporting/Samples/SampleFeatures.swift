import Datasets
import Evaluation
import Torch
import Training

/// The representations of some images, with what is known about each.
struct SampleFeatures {
  /// The images.
  let dataset: any ImageDataset
  /// The position in `dataset` of each row.
  let indices: [Int]
  /// The class of each row; nil for an image without a label.
  let labels: [Int?]
  /// `[N, D]` float32.
  let features: Tensor

  private static let batchSize = 128

  /// The representations that a model gives of the images of a data set that can be read.
  ///
  /// - Throws: `EvaluationError` if a feature is not finite; what the loader throws.
  init(_ dataset: any ImageDataset, model: EncoderModel, request: SampleRequest) throws {
    let loader = try EvaluationLoader(
      dataset,
      settings: EvaluationSettings(
        imageSize: model.imageSize, resizeTo: model.resizeTo, normalization: model.normalization,
        channels: model.record.channels), batchSize: min(Self.batchSize, dataset.count),
      options: LoaderOptions(workers: request.workers, onBadImage: .skip, report: request.badImage))
    defer { loader.stop() }
    let extractor = EmbeddingExtractor(model.tower.backbone)
    var indices: [Int] = []
    var labels: [Int?] = []
    var blocks: [Tensor] = []
    while let batch = try loader.next() {
      blocks.append(try extractor.features(of: batch.view))
      indices += batch.indices
      labels += batch.labels
      try request.progress("representations \(indices.count) of \(dataset.count)")
    }
    guard !blocks.isEmpty else { throw EvaluationError(.badData, "no image of the data can be read") }
    let features = try Tensor.cat(blocks)
    guard try features.isFinite() else {
      throw EvaluationError(.badData, "a representation is infinite or not a number; was the training sound?")
    }
    self.dataset = dataset
    self.indices = indices
    self.labels = labels
    self.features = features
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
