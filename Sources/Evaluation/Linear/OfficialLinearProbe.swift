import Datasets
import Encoders
import Formatting
import NN
import Torch

/// The published linear evaluation: SGD on a linear classifier over a frozen backbone that sees random crops and flips.
///
/// The backbone is in evaluation mode throughout. The accuracy is that of the last epoch: the best of all epochs would
/// be chosen by the test labels.
public struct OfficialLinearProbe {
  private let backbone: EmbeddingExtractor
  private let device: Device
  private let settings: OfficialLinearSettings

  /// - Parameters:
  ///   - backbone: Gives the representations of images.
  ///   - device: Where the backbone lives, and the classifier too.
  ///   - settings: The published settings, or others.
  public init(
    _ backbone: EmbeddingExtractor, device: Device = .cpu, settings: OfficialLinearSettings = OfficialLinearSettings()
  ) {
    self.backbone = backbone
    self.device = device
    self.settings = settings
  }

  /// Trains on the images of `training` and measures on `test`.
  ///
  /// - Parameters:
  ///   - training: The images to train on, all with labels.
  ///   - preparation: The image size, channels and normalization that the backbone was trained with.
  ///   - test: The representations of the test images by the same backbone, resized and cropped from the centre.
  ///   - options: How to load.
  ///   - progress: Told after each step; what it throws stops the work.
  /// - Returns: The accuracies on `test`, with the settings used.
  /// - Throws: ``EvaluationError`` for missing labels, settings that make no sense or a loss that is not finite; what
  ///   the loader throws.
  public func evaluate(
    training: any ImageDataset, preparation: EvaluationSettings, test: ExtractedFeatures,
    options: LoaderOptions = LoaderOptions(),
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> LinearResult {
    try settings.validate()
    _ = try test.labels.requireLabels(of: "test")
    let labels = try training.labels.requireLabels(of: "training")
    guard !labels.isEmpty else { throw EvaluationError(.badData, "there are no training images; add some") }
    let index = ClassIndex(labels)
    let batchSize = min(settings.batchSize, training.count)
    let batches = AugmentedBatches(
      images: training, classes: labels.compactMap { index.position(of: $0) }, preparation: preparation,
      batchSize: batchSize, epochs: settings.epochs, leastCropScale: settings.leastCropScale, seed: settings.seed,
      options: options)
    let head = try LinearHead(
      inputs: test.dimension, classes: index.count, from: ParameterSource(seed: settings.seed, device: device))
    let trainer = LinearHeadTrainer(head, momentum: settings.momentum, weightDecay: settings.weightDecay)
    _ = try batches.forEach(
      on: device, remedy: "try a learning rate below \(settings.learningRate)", progress: progress
    ) { batch, targets, epoch in
      let features = try backbone.features(of: batch.views[0])
      guard features.size(1) == test.dimension else {
        throw EvaluationError(
          .badData,
          "training images have \(features.size(1)) features but test images \(test.dimension); "
            + "use the same network for both"
        )
      }
      return try trainer.step(features, targets: targets, learningRate: settings.learningRate(epoch: epoch))
    }
    let score = try ClassifierScore(test, classes: index) { try head($0.to(device), mode: .evaluation) }
    var used = settings
    used.batchSize = batchSize
    return LinearResult(
      score, protocol: .official, trainingImages: training.count, fullBatch: nil, official: used)
  }
}
