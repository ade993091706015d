import Augmentation
import BarlowTwins
import Datasets
import Evaluation
import Foundation
import NN
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
    let prepared = Self.preparation(of: trained, normalization: trained.normalization)
    // Pixels from 0 to 1 as they are: centring them is a feature of its own.
    let channels = trained.record.channels
    let raw = Self.preparation(
      of: trained,
      normalization: Normalization(
        mean: Array(repeating: 0, count: channels), std: Array(repeating: 1, count: channels)))
    try Self.calibrate(untrained.tower.backbone, on: training, prepared)
    for (name, extractor, preparation) in [
      ("raw pixels", EmbeddingExtractor.pixels, raw),
      ("random encoder", EmbeddingExtractor(untrained.tower.backbone), prepared),
      ("trained encoder", EmbeddingExtractor(trained.tower.backbone), prepared),
    ] {
      func features(of dataset: any ImageDataset) throws -> ExtractedFeatures {
        let loader = try Self.loader(dataset, preparation)
        defer { loader.stop() }
        return try extractor.extract(loader, total: dataset.count) { _, _ in try Interruption.check() }
      }
      let status = StatusLine("measuring")
      defer { status.finish() }
      status.show(name)
      let testFeatures = try features(of: test)
      try table.add(name, training: features(of: training), test: testFeatures) {
        try Interruption.check()
        status.show($0)
      }
      rankMe.append(try RankMe.value(testFeatures.features))
    }
    inspection = try Self.inspect(trained, test: test)
  }

  private static func preparation(of model: EncoderModel, normalization: Normalization) -> EvaluationSettings {
    EvaluationSettings(
      imageSize: model.imageSize, resizeTo: model.resizeTo, normalization: normalization,
      channels: model.record.channels)
  }

  private static func loader(_ dataset: any ImageDataset, _ preparation: EvaluationSettings) throws -> EvaluationLoader
  {
    try EvaluationLoader(
      dataset, settings: preparation, batchSize: 250, options: LoaderOptions(workers: 1, onBadImage: .fail) { _ in })
  }

  /// Sets the running statistics of an untrained network to those of the data.
  ///
  /// With the statistics that a network is made with, 0 and 1, its batch normalizations would do nothing, and the
  /// comparison would be with something weaker than the network that training starts from.
  private static func calibrate(_ network: any Module, on dataset: any ImageDataset, _ preparation: EvaluationSettings)
    throws
  {
    let loader = try loader(dataset, preparation)
    defer { loader.stop() }
    try withoutGradients {
      for _ in 0..<100 {
        guard let batch = try loader.next() else { return }
        _ = try network(batch.view.tensor(on: .cpu), training: true)
      }
    }
  }

  /// The loss on two random views of test images, in evaluation mode: what training would see on images it has not seen.
  private static func inspect(_ model: EncoderModel, test: any ImageDataset) throws -> EmbeddingInspection {
    let embeddings = try TwoViewEmbeddings(
      of: Subset.sample(test, count: 2048, seed: 0), views: model.record.views, channels: model.record.channels,
      seed: 0,
      options: LoaderOptions(workers: 1, onBadImage: .fail) { _ in }, extractor: EmbeddingExtractor(model.tower)
    ) { _ in try Interruption.check() }
    return try EmbeddingInspection(embeddings.a, embeddings.b, lambda: model.record.diagnosisLambda)
  }
}
