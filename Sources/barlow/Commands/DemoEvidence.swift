import Augmentation
import BarlowTwins
import Datasets
import Encoders
import Evaluation
import Formatting
import Foundation
import NN
import Torch

/// What raw pixels, the encoder before training and the trained one are worth on the same images.
struct DemoEvidence {
  private(set) var table = EvidenceTable()
  /// RankMe of the test images' features, by row of the table.
  private(set) var rankMe: [Double] = []
  /// The loss and the statistics of C on embeddings of two views of test images.
  let inspection: EmbeddingInspection
  /// How images were prepared for the trained encoder.
  let preparation: EvaluationSettings

  private static let batchSize = 250
  private static var loaderOptions: LoaderOptions { LoaderOptions(workers: 1, onBadImage: .fail) { _ in } }

  init(data: DatasetDescription, run: String) throws {
    let training = try data.open(split: .train)
    let test = try data.open(split: .test)
    let trained = try EncoderModel(run: run)
    let untrained = try EncoderModel(run: run, initialized: true)
    let prepared = trained.preparation
    // Pixels from 0 to 1 as they are: centring them is a feature of its own.
    let channels = trained.record.channels
    let raw = EvaluationSettings(
      views: trained.record.views, channels: channels,
      normalization: Normalization(
        mean: Array(repeating: 0, count: channels), std: Array(repeating: 1, count: channels)))
    preparation = prepared
    try Self.calibrate(untrained.network.backbone, on: training, prepared)
    for (name, extractor, settings) in [
      ("raw pixels", EmbeddingExtractor.pixels, raw),
      ("random encoder", EmbeddingExtractor(untrained.network.backbone), prepared),
      ("trained encoder", EmbeddingExtractor(trained.network.backbone), prepared),
    ] {
      func features(of dataset: any ImageDataset) throws -> ExtractedFeatures {
        try extractor.features(
          of: dataset, preparation: settings, batchSize: Self.batchSize, options: Self.loaderOptions
        ) { _ in try Interruption.check() }
      }
      let status = StatusLine("measuring")
      defer { status.finish() }
      status.show(WorkProgress(name))
      let testFeatures = try features(of: test)
      try table.add(name, training: features(of: training), test: testFeatures) {
        try Interruption.check()
        status.show($0)
      }
      rankMe.append(try RankMe.value(testFeatures.features))
    }
    inspection = try Self.inspect(trained, test: test)
  }

  /// Sets the running statistics of an untrained network to those of the data.
  ///
  /// With the statistics that a network is made with, 0 and 1, its batch normalizations would do nothing, and the
  /// comparison would be with something weaker than the network that training starts from.
  private static func calibrate(_ network: any Module, on dataset: any ImageDataset, _ preparation: EvaluationSettings)
    throws
  {
    let loader = try EvaluationLoader(
      dataset, settings: preparation, batchSize: batchSize, options: loaderOptions)
    defer { loader.stop() }
    try withoutGradients {
      for _ in 0..<100 {
        guard let batch = try loader.next() else { return }
        try Interruption.check()
        _ = try network(batch.view.tensor(on: .cpu), mode: .training)
      }
    }
  }

  /// The loss on two random views of test images, in evaluation mode: what training would see on images it has not seen.
  private static func inspect(_ model: EncoderModel, test: any ImageDataset) throws -> EmbeddingInspection {
    let embeddings = try TwoViewEmbeddings(
      of: Subset.sample(test, count: 2048, seed: 0), views: model.record.views, channels: model.record.channels,
      seed: 0, options: loaderOptions, extractor: EmbeddingExtractor(model.network)
    ) { _ in try Interruption.check() }
    return try EmbeddingInspection(embeddings.a, embeddings.b, lambda: model.record.diagnosisLambda)
  }
}
