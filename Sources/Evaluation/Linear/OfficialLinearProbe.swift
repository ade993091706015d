import Augmentation
import Datasets
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

  /// How training images are drawn: a crop of random size and place (bilinear), mirrored every other time.
  func recipe(imageSize: Int, normalization: Normalization) -> TwoViewRecipe {
    let view = ViewRecipe(
      crop: RandomResizedCrop(scale: settings.leastCropScale...1, interpolation: .bilinear), flipProbability: 0.5)
    return TwoViewRecipe(imageSize: imageSize, viewA: view, viewB: view, normalization: normalization)
  }

  /// Trains on the images of `training` and measures on `test`.
  ///
  /// - Parameters:
  ///   - training: The images to train on, all with labels.
  ///   - preparation: The image size, channels and normalization that the backbone was trained with.
  ///   - test: The representations of the test images by the same backbone, resized and cropped from the centre.
  ///   - options: How to load.
  ///   - progress: Called after each step; what it throws stops the work.
  /// - Returns: The accuracies on `test`, with the settings used.
  /// - Throws: ``EvaluationError`` for missing labels, settings that make no sense or a loss that is not finite; what
  ///   the loader throws.
  public func evaluate(
    training: any ImageDataset, preparation: EvaluationSettings, test: ExtractedFeatures, options: LoaderOptions,
    progress: (LinearProgress) throws -> Void = { _ in }
  ) throws -> LinearResult {
    try settings.validate()
    let testLabels = try test.requireLabels(of: "test")
    let labels = (0..<training.count).compactMap { training.label(at: $0) }
    guard labels.count == training.count, !labels.isEmpty else {
      throw EvaluationError(
        .badData,
        "\(training.count - labels.count) of the \(training.count) training images have no label; "
          + "put each class into a folder of its own"
      )
    }
    let index = ClassIndex(labels)
    let classes = labels.compactMap { index.position(of: $0) }
    let batchSize = min(settings.batchSize, training.count)
    let loader = try TwoViewLoader(
      training, recipe: recipe(imageSize: preparation.imageSize, normalization: preparation.normalization),
      channels: preparation.channels, batchSize: batchSize, seed: settings.seed, onlyViewA: true,
      options: options)
    let head = try LinearHead(
      inputs: test.dimension, classes: index.count, from: ParameterSource(seed: settings.seed, device: device))
    let trainer = LinearHeadTrainer(head, momentum: settings.momentum, weightDecay: settings.weightDecay)

    for epoch in 0..<settings.epochs {
      for step in 0..<loader.batchesPerEpoch {
        let batch = try loader.next()
        let features = try backbone.features(of: batch.views[0])
        guard features.size(1) == test.dimension else {
          throw EvaluationError(
            .badData,
            "training images have \(features.size(1)) features but test images \(test.dimension); "
              + "use the same network for both"
          )
        }
        let targets = try Tensor.from(batch.indices.map { classes[$0] }, shape: [batch.count]).to(device)
        let loss = try trainer.step(features, targets: targets, learningRate: settings.learningRate(epoch: epoch))
        guard loss.isFinite else {
          throw EvaluationError(
            .badData,
            "the linear classifier's loss is not finite in epoch \(epoch), step \(step); "
              + "try a learning rate below \(settings.learningRate)"
          )
        }
        try progress(
          LinearProgress(
            epoch: epoch, epochs: settings.epochs, step: step, stepsPerEpoch: loader.batchesPerEpoch, loss: loss))
      }
    }

    var accuracy = TopKAccuracy()
    try withoutGradients {
      try test.features.forEachBlock { block, start in
        try accuracy.add(
          head(block.to(device), training: false),
          classes: testLabels[start..<(start + block.size(0))].map { index.position(of: $0) })
      }
    }
    var used = settings
    used.batchSize = batchSize
    return LinearResult(
      top1: accuracy.top1, top5: accuracy.top5, protocol: .official, samples: test.count, classes: index.count,
      trainingSamples: training.count, fullBatch: nil, official: used)
  }
}
