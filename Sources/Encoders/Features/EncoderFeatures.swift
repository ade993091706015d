import Datasets
import Formatting
import NN
import Runs
import Torch

/// The features of data sets by one encoder: computed, or taken from where they were kept.
public struct EncoderFeatures {
  /// The encoder.
  public let model: EncoderModel
  /// Of products and convolutions.
  public let precision: Precision
  /// Where the encoder computes.
  public let device: Device
  /// The largest number of images at a time.
  public let batchSize: Int
  /// How images are loaded, and what is done about those that cannot be read.
  public let options: LoaderOptions
  /// Where features are kept; nil for nowhere.
  public let cache: FeatureCache?
  let store: FeatureStore?
  /// Those who compute representations with this process; nil for nobody.
  public var partners: FeaturePartners?
  /// What they know the representations as.
  package var source = FeaturePartners.Source.encoder

  /// The features by a model whose network lives on `device`.
  ///
  /// - Parameters:
  ///   - model: The encoder; what changes its network afterwards changes the features, but not what is taken for them in the
  ///     cache.
  ///   - precision: Of products and convolutions.
  ///   - device: Where the network lives.
  ///   - batchSize: The largest number of images at a time.
  ///   - options: How to load, and what to do about bad images.
  ///   - cache: Where features are kept; nil for nowhere.
  public init(
    _ model: EncoderModel, precision: Precision = .fp32, device: Device = .cpu, batchSize: Int = 256,
    options: LoaderOptions = LoaderOptions(), cache: FeatureCache? = nil
  ) {
    self.model = model
    self.precision = precision
    self.device = device
    self.batchSize = batchSize
    self.options = options
    self.cache = cache
    store = cache.map { cache in
      FeatureStore(cache) { try Self.conditions(of: $0, model, precision, device) }
    }
  }

  /// What features of a kind depend on beside the images.
  private static func conditions(of kind: FeatureKind, _ model: EncoderModel, _ precision: Precision, _ device: Device)
    throws -> FeatureConditions
  {
    try FeatureConditions(
      backbone: model.network.backbone, projector: kind == .embedding ? model.network.projector : nil,
      preparation: model.preparation, precision: precision, device: device)
  }

  /// What representations depend on beside the images.
  var representationConditions: FeatureConditions {
    get throws { try Self.conditions(of: .representation, model, precision, device) }
  }

  /// What computes features of one kind, for other images than those of a data set.
  ///
  /// - Throws: ``FeatureError`` for whitened features of a run that has no whitening.
  public func extractor(_ kind: FeatureKind) throws -> EmbeddingExtractor {
    let network: any Module =
      switch kind {
      case .representation: model.network.backbone
      case .whitened: try WhitenedBackbone(model.network.backbone, whitening)
      case .embedding: model.network
      }
    return EmbeddingExtractor(network, autocast: precision.autocast, device: device)
  }

  /// The features of all images of a data set that can be read.
  ///
  /// Embeddings are computed from representations, so that the backbone sees each image once for both.
  ///
  /// - Parameters:
  ///   - dataset: The images.
  ///   - kind: What the features are.
  ///   - representations: The representations of the same images, if the caller has them.
  ///   - report: Told what there is to say about the cache.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Returns: The features in the order of the data set.
  /// - Throws: ``FeatureError`` if there are no images or a feature is not finite; what the loader throws.
  public func features(
    of dataset: any ImageDataset, _ kind: FeatureKind, representations: ExtractedFeatures? = nil,
    report: (FeatureEvent) -> Void = { _ in }, progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> ExtractedFeatures {
    if kind == .whitened {
      // Cheap, and so not kept: what is kept are the representations.
      let found =
        try representations ?? self.features(of: dataset, .representation, report: report, progress: progress)
      return try found.replacing(whitening(found.features))
    }
    let key = try store?.key(for: dataset, kind, report: report)
    if let key, let features = store?.find(key, onBadImage: options.onBadImage, report: report) {
      report(.cached(count: features.count, kind: kind))
      for description in features.skipped { report(.skipped(description)) }
      return features
    }
    let features =
      switch kind {
      case .representation:
        try self.representations(of: dataset, progress: progress)
      case .whitened, .embedding:
        try project(
          representations ?? self.features(of: dataset, .representation, report: report, progress: progress),
          progress: progress)
      }
    if let key { try store?.keep(features, for: key, of: dataset, kind, report: report) }
    return features
  }

  private func representations(of dataset: any ImageDataset, progress: (WorkProgress) throws -> Void) throws
    -> ExtractedFeatures
  {
    let collector = FeatureCollector(dataset, options: options)
    try forEachBatch(of: dataset, options: collector.options) { try progress(collector.add($0, $1)) }
    return try collector.collected()
  }

  /// Calls `body` with the representations `[N, D]` of one batch of a data set's images after the other, from an image on, from which
  /// indices count.
  func forEachBatch(
    of dataset: any ImageDataset, from start: Int = 0, options: LoaderOptions,
    _ body: (_ rows: Tensor, _ images: EmbeddedImages) throws -> Void
  ) throws {
    let extractor = try extractor(.representation)
    if let partners {
      return try partners.forEachBatch(
        of: dataset, from: start, source, extractor, batchSize: batchSize, options: options, body)
    }
    try extractor.forEachBatch(
      of: dataset.from(start), preparation: model.preparation, batchSize: batchSize, options: options, body)
  }

  private func project(_ representations: ExtractedFeatures, progress: (WorkProgress) throws -> Void) throws
    -> ExtractedFeatures
  {
    guard representations.count > 0 else { throw FeatureError("there are no images to compute features of") }
    return try representations.replacing(
      embeddings(of: representations.features) {
        try progress(WorkProgress("embeddings", done: $0, of: representations.count))
      })
  }

  /// The embeddings of representations `[N, D]`, a batch at a time.
  func embeddings(of representations: Tensor, progress: (_ done: Int) throws -> Void = { _ in }) throws -> Tensor {
    var embeddings: Tensor?
    let count = representations.size(0)
    return try withoutGradients {
      for start in stride(from: 0, to: count, by: batchSize) {
        try progress(start)
        let length = min(batchSize, count - start)
        let rows = try representations.narrow(start: start, length: length).to(device)
        let block = try withAutocast(precision.autocast, on: device) {
          try model.network.projector(rows, mode: .evaluation)
        }
        let all = try embeddings ?? EmbeddingExtractor.table(rows: count, columns: block.size(1))
        try all.narrow(start: start, length: length).copy(from: block)
        embeddings = all
      }
      return embeddings ?? representations
    }
  }

  var whitening: Whitening {
    get throws {
      try model.requireFeatures(.whitened)
      guard let whitening = model.whitening else {
        preconditionFailure("a model with whitened features has a whitening")
      }
      return whitening
    }
  }
}
