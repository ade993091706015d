import Augmentation
import BarlowTwins
import Datasets
import Encoders
import Formatting
import NN
import Runs
import Torch

/// What raw pixels, the encoder before training and the trained one are worth on the same images.
public struct BaselineComparison {
  /// The accuracies, a row for each kind of features.
  public private(set) var table = EvidenceTable()
  /// RankMe of the test images' features, by row of the table.
  public private(set) var rankMe: [Double] = []
  /// The loss and the statistics of C on embeddings of two views of test images.
  public let inspection: EmbeddingInspection
  private let model: EncoderModel

  private static let batchSize = 250
  private static let options = LoaderOptions(workers: 1)

  /// Measures all three on the parts of `data`.
  ///
  /// - Parameters:
  ///   - data: Labelled data with a training and a test part.
  ///   - run: The run folder of the trained encoder.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Throws: What opening the data and the run throws.
  public init(data: DatasetDescription, run: String, progress: (WorkProgress) throws -> Void = { _ in }) throws {
    let training = try data.open(split: .train)
    let test = try data.open(split: .test)
    model = try EncoderModel(run: run)
    let untrained = try UntrainedEncoder(of: model)
    let prepared = model.preparation
    // Pixels from 0 to 1 as they are: centring them is a feature of its own.
    let channels = model.record.channels
    let raw = EvaluationSettings(
      views: model.record.views, channels: channels, normalization: .none(channels: channels))
    try untrained.calibrate(on: training, options: Self.options) { try progress($0.within("random encoder")) }
    for (name, extractor, settings) in [
      ("raw pixels", EmbeddingExtractor.pixels, raw),
      ("random encoder", EmbeddingExtractor(untrained.model.network.backbone), prepared),
      ("trained encoder", EmbeddingExtractor(model.network.backbone), prepared),
    ] {
      func features(of dataset: any ImageDataset) throws -> ExtractedFeatures {
        try extractor.features(
          of: dataset, preparation: settings, batchSize: Self.batchSize, options: Self.options
        ) { try progress($0.within(name)) }
      }
      let testFeatures = try features(of: test)
      try table.add(name, training: features(of: training), test: testFeatures, progress: progress)
      rankMe.append(try RankMe.value(testFeatures.features))
    }
    // In evaluation mode: what training would see on images that it has not seen.
    let embeddings = try TwoViewEmbeddings(
      of: Subset.sample(test, count: 2048, seed: 0), views: model.record.views, channels: channels, seed: 0,
      options: Self.options, extractor: EmbeddingExtractor(model.network), progress: progress)
    inspection = try EmbeddingInspection(embeddings.a, embeddings.b, lambda: model.record.diagnosisLambda)
  }

  /// The row of the trained encoder as the records of four evaluations, the most telling one last.
  ///
  /// - Parameters:
  ///   - data: The data as the user named it.
  ///   - step: The steps of training behind the weights.
  /// - Returns: What a run folder keeps of them.
  public func records(data: String, step: Int) -> [EvaluationRecord] {
    table.rows.last?.records(model.preparation, data: data, step: step) ?? []
  }
}
