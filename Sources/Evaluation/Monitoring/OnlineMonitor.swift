import BarlowTwins
import Datasets
import Encoders
import NN
import Runs
import Torch
import Training

/// Measures a network during training: the diagnosis of the embeddings of two views, and the vote of neighbours.
///
/// The images, their views and their order are the same at every measurement, and images are loaded anew each time, so that nothing
/// large is kept between measurements.
public struct OnlineMonitor: TrainingMonitor {
  /// The number of neighbours that vote, unless there are fewer.
  public static let k = 20
  /// The temperature of their weights.
  public static let temperature = 0.1
  /// Images at a time.
  private static let batchSize = 128
  /// The seed of the views is another than that of training, whose views the network has seen.
  private static let seedOffset: UInt64 = 0x6d6f_6e69_746f_72

  private let configuration: TrainingConfiguration
  private let diagnosed: (any ImageDataset)?
  private let vote: (bank: any ImageDataset, queries: any ImageDataset)?

  init(
    _ configuration: TrainingConfiguration, diagnosed: (any ImageDataset)?,
    vote: (bank: any ImageDataset, queries: any ImageDataset)?
  ) throws {
    self.configuration = configuration
    self.diagnosed = diagnosed
    self.vote = vote
  }

  public func measure(
    _ network: TwinNetworks, step: Int, epoch: Double, checkInterruption: () throws -> Void
  ) throws -> MonitorRecord {
    MonitorRecord(
      step: step, epoch: epoch, diagnosis: try diagnosed.map { try diagnose($0, network, checkInterruption) },
      knn: try vote.map { try classify($0.queries, neighbors: $0.bank, network, checkInterruption) })
  }

  private func diagnose(
    _ dataset: any ImageDataset, _ network: TwinNetworks, _ checkInterruption: () throws -> Void
  ) throws -> EmbeddingSummary {
    let embeddings = try TwoViewEmbeddings(
      of: dataset, views: configuration.views, channels: configuration.channels,
      seed: configuration.seed &+ Self.seedOffset, element: configuration.viewElement, options: options,
      embed: { images, view in
        try withoutGradients {
          let images = try images.tensor(on: configuration.device)
          return try withAutocast(configuration.precision.autocast, on: configuration.device) {
            try network.embed(images, view: view, mode: .evaluation)
          }
        }
      }, progress: { _ in try checkInterruption() })
    return try EmbeddingSummary(embeddings.a, embeddings.b, lambda: configuration.diagnosisLambda)
  }

  private func classify(
    _ queries: any ImageDataset, neighbors bank: any ImageDataset, _ network: TwinNetworks,
    _ checkInterruption: () throws -> Void
  ) throws -> OnlineKNN {
    let extractor = EmbeddingExtractor(
      network.networkA.backbone, autocast: configuration.precision.autocast, device: configuration.device)
    func features(of dataset: any ImageDataset) throws -> ExtractedFeatures {
      try extractor.features(
        of: dataset,
        preparation: EvaluationSettings(
          views: configuration.views, channels: configuration.channels),
        batchSize: Self.batchSize, options: options
      ) { _ in try checkInterruption() }
    }
    let (known, asked) = (try features(of: bank), try features(of: queries))
    let k = min(Self.k, bank.count)
    let result = try KNNClassifier(bank: known).evaluate(asked, k: k, temperature: Self.temperature)
    return OnlineKNN(
      accuracy: result.top1, k: k, temperature: Self.temperature, bankSize: bank.count, queryCount: result.images,
      majority: try MajorityClass.accuracy(training: known.labels, test: asked.labels))
  }

  /// Bad images are reported by the training's own loader.
  private var options: LoaderOptions {
    LoaderOptions(workers: configuration.workers, onBadImage: configuration.onBadImage) { _ in }
  }
}
