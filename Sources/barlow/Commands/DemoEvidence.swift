import Augmentation
import BarlowTwins
import Datasets
import Evaluation
import Foundation
import Torch
import Training

/// What raw pixels, the encoder before training and the trained one are worth on the same images.
struct DemoEvidence {
  private(set) var table = EvidenceTable()
  /// RankMe of the test images' features, by row of the table.
  private(set) var rankMe: [Double] = []
  /// The loss and the statistics of C on embeddings of two views of test images.
  let inspection: EmbeddingInspection

  init(data: DatasetDescription, run: String) throws {
    let training = try data.open(split: .train)
    let test = try data.open(split: .test)
    let trained = try EncoderModel(run: run)
    let untrained = try EncoderModel(run: run, initialized: true)
    let preparation = EvaluationSettings(
      imageSize: trained.imageSize, resizeTo: trained.resizeTo, normalization: trained.normalization,
      channels: trained.record.channels)
    func extract(_ dataset: any ImageDataset, _ extractor: EmbeddingExtractor, _ what: String) throws
      -> ExtractedFeatures
    {
      let loader = try EvaluationLoader(
        dataset, settings: preparation, batchSize: 250, options: LoaderOptions(workers: 1, onBadImage: .fail) { _ in })
      defer { loader.stop() }
      let status = StatusLine("features of \(what)")
      defer { status.finish() }
      return try extractor.extract(loader, total: dataset.count) { done, total in
        try Interruption.check()
        status.show("\(100 * done / total)%")
      }
    }
    for (name, extractor) in [
      ("raw pixels", EmbeddingExtractor.pixels), ("random encoder", EmbeddingExtractor(untrained.tower.backbone)),
      ("trained encoder", EmbeddingExtractor(trained.tower.backbone)),
    ] {
      let testFeatures = try extract(test, extractor, name)
      let status = StatusLine("evaluation")
      defer { status.finish() }
      try table.add(name, training: extract(training, extractor, name), test: testFeatures) {
        try Interruption.check()
        status.show($0)
      }
      rankMe.append(try RankMe.value(testFeatures.features))
    }
    inspection = try Self.inspect(trained, test: test)
  }

  /// The loss on two random views of test images, in evaluation mode: what training would see on images it has not seen.
  private static func inspect(_ model: EncoderModel, test: any ImageDataset) throws -> EmbeddingInspection {
    let count = min(2048, test.count)
    let loader = try TwoViewLoader(
      test, recipe: model.record.views, channels: model.record.channels, batchSize: count, seed: 0,
      options: LoaderOptions(workers: 1, onBadImage: .fail) { _ in })
    defer { loader.stop() }
    let extractor = EmbeddingExtractor(model.tower)
    let batch = try loader.next()
    let embeddings = try batch.views.map { try extractor.features(of: $0) }
    guard case .number(let lambda) = model.record.settings[.lambda] else {
      throw ConfigurationError("config.json lacks lambda")
    }
    return try EmbeddingInspection(embeddings[0], embeddings[1], lambda: lambda)
  }
}
