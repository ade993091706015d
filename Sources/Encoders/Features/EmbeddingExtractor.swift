import Datasets
import Formatting
import NN
import Runs
import Torch

/// Computes the features of images: what a network, or a part of one, gives for each of them.
///
/// A backbone gives representations, a backbone with its projector embeddings, and no network the normalized pixels.
/// The network runs as in use: with the running statistics of its batch normalizations, without recording derivatives.
public struct EmbeddingExtractor {
  private let network: (any Module)?
  private let autocast: DType?
  private let device: Device

  /// Features of a network whose parameters live on `device`.
  ///
  /// - Parameters:
  ///   - network: Maps images `[N, C, H, W]` to features `[N, D]`.
  ///   - autocast: The type of matrix products and convolutions, such as bfloat16; nil for float32.
  ///   - device: Where the network lives.
  public init(_ network: any Module, autocast: DType? = nil, device: Device = .cpu) {
    self.network = network
    self.autocast = autocast
    self.device = device
  }

  /// The normalized pixels themselves, flattened: the baseline that a network has to beat.
  public static var pixels: EmbeddingExtractor { EmbeddingExtractor() }

  private init() {
    network = nil
    autocast = nil
    device = .cpu
  }

  /// The features `[N, D]` of prepared images, float32 on the extractor's device.
  public func features(of images: HostBuffer) throws -> Tensor {
    let shape = images.shape
    guard let network else {
      return try images.withUnsafeBytes {
        try Tensor.copying($0, shape: [shape[0], shape[1] * shape[2] * shape[3]], dtype: .float32)
      }
    }
    return try withoutGradients {
      let batch = try images.tensor(on: device)
      let output = try withAutocast(autocast, on: device) { try network(batch, mode: .evaluation) }
      return try output.to(.float32)
    }
  }

  /// The features of all images of a data set that can be read.
  ///
  /// - Parameters:
  ///   - dataset: The images.
  ///   - preparation: How they are prepared.
  ///   - batchSize: The largest number of images at a time.
  ///   - options: How to load, and what to do about bad images.
  ///   - progress: Told after each batch; what it throws stops the work.
  /// - Returns: The features in the order of the data set, with what was said of images that were skipped.
  /// - Throws: ``FeatureError`` if there are no images or a feature is not finite; what the loader throws.
  public func features(
    of dataset: any ImageDataset, preparation: EvaluationSettings, batchSize: Int = 256,
    options: LoaderOptions = LoaderOptions(),
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> ExtractedFeatures {
    let collector = FeatureCollector(dataset, options: options)
    try forEachBatch(of: dataset, preparation: preparation, batchSize: batchSize, options: collector.options) {
      try progress(collector.add($0, $1))
    }
    return try collector.collected()
  }

  /// An empty table of features, for which there must be memory.
  static func table(rows: Int, columns: Int) throws -> Tensor {
    try AvailableMemory.require(4 * rows * columns, for: "\(columns) features of each of \(rows) images")
    return try Tensor.empty([rows, columns])
  }

  /// Calls `body` with the features `[N, D]` of one batch of a data set's images after the other.
  ///
  /// - Parameters:
  ///   - dataset: The images.
  ///   - preparation: How they are prepared.
  ///   - batchSize: The largest number of images at a time.
  ///   - options: How to load, and what to do about bad images.
  ///   - body: Given the features and the images that they are of; what it throws stops the work.
  /// - Throws: What the loader and `body` throw.
  package func forEachBatch(
    of dataset: any ImageDataset, preparation: EvaluationSettings, batchSize: Int, options: LoaderOptions,
    _ body: (_ features: Tensor, _ images: EmbeddedImages) throws -> Void
  ) throws {
    let loader = try EvaluationLoader(dataset, settings: preparation, batchSize: batchSize, options: options)
    defer { loader.stop() }
    while let batch = try loader.next() { try body(features(of: batch.view), EmbeddedImages(batch)) }
  }
}
