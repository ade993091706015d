import Augmentation
import Datasets
import Foundation
import NN
import Runs
import Synchronization
import Torch

/// A trained encoder for programs: images in, features out.
///
///     let encoder = try ImageEncoder("runs/photos")
///     let features = try encoder.embed(imageAt: "cat.jpg")       // [Float], encoder.dimension of them
///
/// Each image is prepared as for an evaluation: resized, cropped from the centre and normalized as the network was trained, or as
/// the file of weights says. Features are what `barlow embed` writes: whitened where the run has a whitening and names it as its
/// usual features, and representations else.
///
/// **Numbers.** The same image alone, in fp32 with the same number of threads of libtorch on the same machine, gives the bits that `barlow
/// embed` writes for a data set of that image. With others beside it libtorch may choose other kernels, which add up in another
/// order: representations then differ by less than 1e-6 of their largest number in the tests, and whitened features, of which a mean is taken
/// away and which are divided by small deviations, by less than 1e-5. A large JPEG file is decoded at a fraction of its size where that is
/// enough, so pixels that somebody else decoded give slightly other features than the file.
///
/// **Threads.** An encoder is `Sendable`: any thread or task may use it at any time. Calls wait for one another, since one network
/// on all threads of libtorch is quicker than several that share them; so a call may block its thread for as long as others compute.
/// One call with many images is quicker than many calls with one. Two encoders are independent of each other.
///
/// `Encoder` would be the shorter name, but one that hides Swift's protocol of that name from every file that imports this module.
public final class ImageEncoder: Sendable {
  /// The record of the run that made it; of a file of weights, what was recognized in it.
  public let record: RunRecord
  /// What was recognized in a file of weights, in one line; nil for a run.
  public let summary: String?
  /// What its features are unless told otherwise.
  public let usualFeatures: FeatureKind
  /// How images are prepared.
  public let preparation: EvaluationSettings
  /// The number of features of an image, of the usual kind.
  public let dimension: Int
  /// Where it computes.
  public let device: Device
  /// Of products and convolutions.
  public let precision: Precision
  /// The largest number of images that go through the network at a time.
  public let batchSize: Int
  /// The number of threads that prepare images where there are several.
  public let workers: Int
  private let model: Mutex<EncoderModel>

  /// Opens a run folder, or a file of weights from anywhere.
  ///
  /// - Parameters:
  ///   - path: A run folder, a file of safetensors or of `torch.save`, or a folder with one of these.
  ///   - isPartial: Whether a file of weights may lack parameters, have others, or some of another shape.
  ///   - device: Where to compute.
  ///   - precision: Of products and convolutions.
  ///   - batchSize: The largest number of images at a time.
  ///   - workers: The number of threads that prepare images where there are several; with 0 the calling thread does it.
  /// - Throws: `FileError` if there is neither, it is damaged, or no network is recognized; `TorchError` if libtorch or the device
  ///   cannot be used; `DatasetError` for numbers that make no sense.
  public convenience init(
    _ path: String, isPartial: Bool = false, device: Device = .cpu, precision: Precision = .fp32,
    batchSize: Int = 256, workers: Int = LoaderOptions.automaticWorkers
  ) throws {
    try Runtime.requireMatchingVersion()
    let device = try device.requireAvailable()
    try self.init(
      EncoderModel(contentsOf: path, isPartial: isPartial, device: device), device: device, precision: precision,
      batchSize: batchSize, workers: workers)
  }

  /// An encoder of a network that has been opened, and which nobody else uses from now on.
  ///
  /// - Parameters:
  ///   - model: The network.
  ///   - device: Where the network lives.
  ///   - precision: Of products and convolutions.
  ///   - batchSize: The largest number of images at a time.
  ///   - workers: The number of threads that prepare images where there are several; with 0 the calling thread does it.
  /// - Throws: `DatasetError` for numbers that make no sense.
  public init(
    _ model: sending EncoderModel, device: Device = .cpu, precision: Precision = .fp32, batchSize: Int = 256,
    workers: Int = LoaderOptions.automaticWorkers
  ) throws {
    guard batchSize > 0 else { throw DatasetError(.usage, "the batch size is \(batchSize); give at least 1") }
    guard (0...1024).contains(workers) else {
      throw DatasetError(.usage, "\(workers) workers were asked for; give 0 to 1024, such as one for each core")
    }
    record = model.record
    summary = model.summary
    usualFeatures = model.usualFeatures
    preparation = model.preparation
    dimension = model.network.backbone.featureCount
    self.device = device
    self.precision = precision
    self.batchSize = batchSize
    self.workers = workers
    self.model = Mutex(model)
  }

  /// The number of features of an image.
  ///
  /// - Parameter kind: What the features are.
  /// - Returns: Their number D.
  /// - Throws: ``FeatureError`` if it does not give features of this kind.
  public func dimension(of kind: FeatureKind) throws -> Int {
    try model.withLock { model in
      try model.requireFeatures(kind)
      return kind == .embedding ? model.record.dimension : model.network.backbone.featureCount
    }
  }

  /// The features of the images of a data set, in its order.
  ///
  /// - Parameters:
  ///   - images: The images.
  ///   - kind: What the features are; nil for ``usualFeatures``.
  /// - Returns: A row for each image; none if there are no images.
  /// - Throws: `DatasetError` for an image that cannot be read, ``FeatureError`` if it does not give features of this kind or one is
  ///   not finite, `TorchError` if libtorch fails.
  public func embed(_ images: any ImageDataset, features kind: FeatureKind? = nil) throws -> [[Float]] {
    let (kind, count) = (kind ?? usualFeatures, images.count)
    // For one image a thread costs more than it saves.
    let options = LoaderOptions(workers: count == 1 ? 0 : workers)
    do {
      return try model.withLock { model in
        try model.requireFeatures(kind)
        guard count > 0 else { return [] }
        let encoder = EncoderFeatures(
          model, precision: precision, device: device, batchSize: batchSize, options: options)
        let features = try encoder.features(of: images, kind).features
        let (values, dimension) = (try features.floats(), features.size(1))
        return (0..<count).map { Array(values[($0 * dimension)..<(($0 + 1) * dimension)]) }
      }
    } catch let error as DatasetError {
      // The loader speaks to whoever named a data set, and offers to leave images out.
      guard let fault = error.imageFault else { throw error }
      throw DatasetError(.badData, "\(fault); give another image")
    }
  }
}
