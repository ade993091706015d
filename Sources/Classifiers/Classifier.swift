import Augmentation
import Datasets
import Encoders
import Evaluation
import Formatting
import Images
import NN
import Runs
import Torch

/// A network with a classifier on its features: tells the class of images, how sure it is, and whether it knows anything like them.
///
/// `ClassifierFit` makes one. Its file holds everything, the network included.
public struct Classifier {
  /// The network.
  public let model: EncoderModel
  /// What it was fitted to, and how well it does.
  public let record: ClassifierRecord
  /// The images that it knows.
  public let known: KnownImages
  /// What the features are that it reads.
  public let features: FeatureKind
  let map: LinearMap

  init(_ model: EncoderModel, features: FeatureKind, map: LinearMap, known: KnownImages, record: ClassifierRecord) {
    (self.model, self.features, self.map, self.known, self.record) = (model, features, map, known, record)
  }

  /// The names of the classes, in the order of their probabilities.
  public var classNames: [String] { record.classes }

  /// The number of features of an image that it reads.
  public var dimension: Int { map.dimension }

  /// Its scores of features x as W·((x − mean)·scale) + b: `[D]`, `[D]`, `[classes, D]` and `[classes]`.
  package var linearMap: (mean: Tensor, scale: Tensor, weight: Tensor, bias: Tensor) {
    (map.mean, map.scale, map.weight, map.bias)
  }

  /// The scores of features before the temperature, `[N, classes]`.
  ///
  /// - Parameter features: `[N, D]` of the kind ``features``, by the network of ``model``.
  /// - Returns: The scores.
  /// - Throws: `EvaluationError` for another number of features.
  public func scores(of features: Tensor) throws -> Tensor {
    guard features.dimensionCount == 2, features.size(1) == map.dimension else {
      throw EvaluationError(
        .badData,
        "features of shape \(features.shape) are not the \(map.dimension) that the classifier reads; give those of its own network"
      )
    }
    return try map(features)
  }

  /// The calibrated probabilities of the classes, `[N, classes]`.
  ///
  /// - Parameter features: As in ``scores(of:)``.
  /// - Returns: Rows that sum to 1.
  /// - Throws: As ``scores(of:)``.
  public func probabilities(of features: Tensor) throws -> Tensor {
    try withoutGradients { try (scores(of: features) / record.temperature).softmax(1) }
  }

  /// Tells the class of every image of a data set that can be read, batch by batch.
  ///
  /// - Parameters:
  ///   - images: The images.
  ///   - precision: Of products and convolutions.
  ///   - device: Where the network lives.
  ///   - batchSize: The largest number of images at a time.
  ///   - options: How to load, and what to do about images that cannot be read.
  ///   - progress: Told after each batch; what it throws stops the work.
  ///   - body: Given what is said of an image and its position in the data set, in their order; what it throws stops the work.
  /// - Throws: `FeatureError` for a feature that is not finite; what the loader, `progress` and `body` throw.
  public func classify(
    _ images: any ImageDataset, precision: Precision = .fp32, device: Device = .cpu, batchSize: Int = 256,
    options: LoaderOptions = LoaderOptions(), progress: (WorkProgress) throws -> Void = { _ in },
    _ body: (_ prediction: ImagePrediction, _ index: Int) throws -> Void
  ) throws {
    let encoder = EncoderFeatures(model, precision: precision, device: device, batchSize: batchSize, options: options)
    try encoder.extractor(features).forEachBatch(
      of: images, preparation: model.preparation, batchSize: batchSize, options: options
    ) { rows, batch in
      let rows = try rows.to(.cpu)
      try FeatureError.requireFinite(rows) { batch.names[$0] }
      let known = batch.labels.map { label in
        label.flatMap { images.classNames.indices.contains($0) ? images.classNames[$0] : nil }
      }
      for (row, prediction) in try predictions(of: rows, names: batch.names, known: known).enumerated() {
        try body(prediction, batch.indices[row])
      }
      try progress(WorkProgress("classes", done: (batch.indices.last ?? 0) + 1, of: images.count))
    }
  }

  /// What is said of images with features `[N, D]`.
  func predictions(of features: Tensor, names: [String], known classes: [String?]) throws -> [ImagePrediction] {
    let distances = try known.distances(of: features)
    let (values, places) = try probabilities(of: features).topK(2)
    let (probabilities, indices) = (try values.doubles(), try places.integers())
    return names.indices.map { row in
      let distance = distances[row]
      return ImagePrediction(
        name: names[row], predictedClass: classNames[indices[2 * row]], probability: probabilities[2 * row],
        secondClass: classNames[indices[2 * row + 1]], secondProbability: probabilities[2 * row + 1],
        distance: distance, isUnlikeKnown: known.threshold.map { distance > $0 }, knownClass: classes[row])
    }
  }
}
