import Datasets
import NN
import Torch
import Training

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
      let output = try withAutocast(autocast, on: device) { try network(batch, training: false) }
      return try output.to(.float32)
    }
  }

  /// The features of all images that `loader` delivers.
  ///
  /// - Parameters:
  ///   - loader: Delivers the images.
  ///   - total: The number of images in its data set; fewer arrive if some cannot be read and are skipped.
  ///   - classNames: The names of the data set's classes.
  ///   - progress: Called after each batch with the number of images so far and `total`; what it throws stops the work.
  /// - Returns: The features in the order of the data set.
  /// - Throws: ``EvaluationError`` if there are no images or a feature is not finite; what the loader throws.
  public func extract(
    _ loader: EvaluationLoader, total: Int, classNames: [String] = [],
    progress: (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
  ) throws -> ExtractedFeatures {
    var features: Tensor?
    var labels: [Int?] = []
    var names: [String] = []
    while let batch = try loader.next() {
      let rows = try self.features(of: batch.view)
      guard labels.count + batch.count <= total else {
        throw EvaluationError(.usage, "the loader delivers more than the \(total) images that were announced")
      }
      // One block for all: pieces that are joined at the end would take twice the memory.
      let all = try features ?? Tensor.empty([total, rows.size(1)])
      try all.narrow(start: labels.count, length: batch.count).copy(from: rows)
      features = all
      labels += batch.labels
      names += batch.names
      try progress(labels.count, total)
    }
    guard let features else { throw EvaluationError(.badData, "there are no images to compute features of") }
    return try ExtractedFeatures(
      features: features.narrow(start: 0, length: labels.count), labels: labels, names: names, classNames: classNames)
  }
}
