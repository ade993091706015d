import Datasets
import Encoders
import Foundation
import NN
import Runs
import Synchronization
import Torch

/// A classifier from a file, for programs: `try ImageClassifier("cats.safetensors").classify(imageAt: "photo.jpg")`.
///
/// Several threads may use it; they take turns.
public final class ImageClassifier: Sendable {
  /// What it was fitted to, and how well it does on images that were held out.
  public let record: ClassifierRecord
  private let classifier: Mutex<Classifier>
  private let device: Device
  private let precision: Precision
  private let batchSize: Int
  private let workers: Int

  /// Reads a classifier.
  ///
  /// - Parameters:
  ///   - path: A file as `barlow classify fit` or ``Classifier/write(to:)`` writes it.
  ///   - device: Where it computes.
  ///   - precision: Of products and convolutions.
  ///   - batchSize: The largest number of images at a time.
  ///   - workers: The number of threads that prepare images where there are several.
  /// - Throws: As ``Classifier/init(contentsOf:device:)``; `TorchError` for a device or a libtorch that is not there.
  public init(
    _ path: String, device: Device = .cpu, precision: Precision = .fp32, batchSize: Int = 256,
    workers: Int = LoaderOptions.automaticWorkers
  ) throws {
    try Runtime.requireMatchingVersion()
    self.device = try device.requireAvailable()
    (self.precision, self.batchSize, self.workers) = (precision, batchSize, workers)
    let classifier = try Classifier(contentsOf: path, device: device)
    record = classifier.record
    self.classifier = Mutex(classifier)
  }

  /// What it says of an image file.
  ///
  /// - Parameter path: The file.
  /// - Returns: The class, how sure it is, and how far the image is from what it knows.
  /// - Throws: `DatasetError` for an image that cannot be read, `TorchError` if libtorch fails.
  public func classify(imageAt path: String) throws -> ImagePrediction {
    let found = try classify(imagesAt: [path])
    precondition(found.count == 1, "an image has one prediction")
    return found[0]
  }

  /// What it says of several image files, in batches.
  ///
  /// - Parameter paths: The files.
  /// - Returns: A prediction for each, in their order.
  /// - Throws: As ``classify(imageAt:)``.
  public func classify(imagesAt paths: [String]) throws -> [ImagePrediction] {
    try classify(GivenImages(paths: paths))
  }

  /// What it says of the images of a data set.
  ///
  /// - Parameter images: The images.
  /// - Returns: A prediction for each, in their order.
  /// - Throws: As ``classify(imageAt:)``.
  public func classify(_ images: any ImageDataset) throws -> [ImagePrediction] {
    let options = LoaderOptions(workers: images.count == 1 ? 0 : workers)
    return try classifier.withLock { classifier in
      var found: [ImagePrediction] = []
      try classifier.classify(
        images, precision: precision, device: device, batchSize: batchSize, options: options
      ) { prediction, _ in found.append(prediction) }
      return found
    }
  }
}
