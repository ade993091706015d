import BarlowTwins
import Datasets
import Distributed
import Encoders
import NN
import Runs
import Torch
import Training

/// Measures a network during training: the diagnosis of the embeddings of two views, and the vote of neighbours.
///
/// The images, their views and their order are the same at every measurement, and images are loaded anew each time, so that nothing
/// large is kept between measurements.
public struct OnlineMonitor: SharedTrainingMonitor {
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
    let record = try measure(network, step: step, epoch: epoch, in: .alone, checkInterruption: checkInterruption)
    guard let record else { preconditionFailure("who is alone sees what comes of it") }
    return record
  }

  public func measure(
    _ network: TwinNetworks, step: Int, epoch: Double, in group: ProcessGroup, checkInterruption: () throws -> Void
  ) throws -> MonitorRecord? {
    let embeddings = try diagnosed.flatMap { try embed($0, network, group, checkInterruption) }
    let features = try vote.map { vote in
      (
        known: try self.features(of: vote.bank, network, group, checkInterruption),
        asked: try self.features(of: vote.queries, network, group, checkInterruption)
      )
    }
    guard group.isOwner else { return nil }
    return MonitorRecord(
      step: step, epoch: epoch,
      diagnosis: try embeddings.map { try EmbeddingSummary($0.a, $0.b, lambda: configuration.diagnosisLambda) },
      knn: try features.map { try classify(try $0.asked.collected(), neighbors: try $0.known.collected()) })
  }

  /// The embeddings of two views; nil but in rank 0.
  private func embed(
    _ dataset: any ImageDataset, _ network: TwinNetworks, _ group: ProcessGroup, _ checkInterruption: () throws -> Void
  ) throws -> TwoViewEmbeddings? {
    try TwoViewEmbeddings.shared(
      of: dataset, views: configuration.views, channels: configuration.channels,
      seed: configuration.seed &+ Self.seedOffset, element: configuration.viewElement, options: options, in: group,
      embed: { images, view in
        try withoutGradients {
          let images = try images.tensor(on: configuration.device)
          return try withAutocast(configuration.precision.autocast, on: configuration.device) {
            try network.embed(images, view: view, mode: .evaluation)
          }
        }
      }, progress: { _ in try checkInterruption() })
  }

  /// The representations of images, which rank 0 alone has.
  private func features(
    of dataset: any ImageDataset, _ network: TwinNetworks, _ group: ProcessGroup, _ checkInterruption: () throws -> Void
  ) throws -> FeatureCollector {
    let collector = FeatureCollector(dataset, options: options)
    try EmbeddingExtractor(
      network.networkA.backbone, autocast: configuration.precision.autocast, device: configuration.device
    ).forEachBatch(
      of: dataset,
      preparation: EvaluationSettings(views: configuration.views, channels: configuration.channels),
      batchSize: Self.batchSize, options: collector.options, in: group
    ) { rows, images in
      _ = try collector.add(rows, images)
      try checkInterruption()
    }
    return collector
  }

  private func classify(_ asked: ExtractedFeatures, neighbors known: ExtractedFeatures) throws -> OnlineKNN {
    let k = min(Self.k, known.count)
    let result = try KNNClassifier(bank: known).evaluate(asked, k: k, temperature: Self.temperature)
    return OnlineKNN(
      accuracy: result.top1, k: k, temperature: Self.temperature, bankSize: known.count, queryCount: result.images,
      majority: try MajorityClass.accuracy(training: known.labels, test: asked.labels))
  }

  /// Bad images are reported by the training's own loader.
  private var options: LoaderOptions {
    LoaderOptions(workers: configuration.workers, onBadImage: configuration.onBadImage) { _ in }
  }
}
