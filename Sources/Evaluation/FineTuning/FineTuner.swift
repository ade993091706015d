import Datasets
import Encoders
import Formatting
import NN
import Runs
import Settings
import Torch

/// Semi-supervised fine-tuning as published: the whole network is trained on a share of the labels.
///
/// Backbone and classifier have rates of their own, which fall by half a cosine, one value an epoch; training images are
/// random crops, mirrored every other time. The accuracy is that of the last epoch: the best of all epochs would be
/// chosen by the test labels.
///
/// See arXiv 2103.03230, section 4.2.
public struct FineTuner {
  private let network: any Backbone
  private let device: Device
  private let settings: FineTuneSettings

  /// - Parameters:
  ///   - backbone: The pretrained network; its weights are changed.
  ///   - device: Where it lives.
  ///   - settings: The published settings, or others.
  public init(_ backbone: any Backbone, device: Device = .cpu, settings: FineTuneSettings = FineTuneSettings()) {
    network = backbone
    self.device = device
    self.settings = settings
  }

  /// Trains on a share of the images of `training` and measures on `test`.
  ///
  /// - Parameters:
  ///   - training: The images to choose from, all with labels.
  ///   - test: The images to measure on, all with labels; they are resized and cropped from the centre.
  ///   - preparation: The image size, channels and normalization that the backbone was trained with.
  ///   - options: How to load.
  ///   - progress: Told after each step and each batch of test images; what it throws stops the work.
  /// - Returns: The accuracies on `test`, with the settings used.
  /// - Throws: ``EvaluationError`` for missing labels, fewer than two images, settings that make no sense or a loss that
  ///   is not finite; `ConfigurationError` for images that libtorch cannot train on in such precision; what the loaders
  ///   throw.
  public func evaluate(
    training: any ImageDataset, test: any ImageDataset, preparation: EvaluationSettings,
    options: LoaderOptions = LoaderOptions(),
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> FineTuneResult {
    try settings.validate()
    let allLabels = try training.labels.requireLabels(of: "training")
    _ = try test.labels.requireLabels(of: "test")
    guard test.count > 0 else { throw EvaluationError(.badData, "there are no test images; add some") }
    let chosen = try StratifiedSelection.sample(allLabels, fraction: settings.labelFraction, seed: settings.seed)
    let labels = chosen.map { allLabels[$0] }
    let classes = ClassIndex(labels)
    let trained = try train(
      on: Subset(training, indices: chosen), classes: labels.compactMap { classes.position(of: $0) },
      classCount: classes.count, preparation: preparation, options: options, progress: progress)
    let classifier = trained.network

    // Batch by batch: the scores of all images for thousands of classes would be a table of gigabytes.
    var tally = ClassifierTally(classes: classes)
    try EmbeddingExtractor(classifier, autocast: settings.precision.autocast, device: device).forEachBatch(
      of: test, preparation: preparation, batchSize: settings.batchSize, options: options
    ) { scores, batch in
      guard try scores.isFinite() else {
        throw EvaluationError(
          .badData, "the scores of a batch from \(batch.names[0]) on hold a value that is not finite; try lower rates")
      }
      try tally.add(scores.to(.cpu), labels: batch.labels.requireLabels(of: "test"))
      try progress(WorkProgress("test images", done: tally.truth.count, of: test.count))
    }
    guard !tally.truth.isEmpty else { throw EvaluationError(.badData, "none of the test images can be read") }
    let score = ClassifierScore(tally, classNames: test.classNames)
    return FineTuneResult(
      top1: score.accuracy.top1, top5: score.accuracy.top5, images: score.accuracy.images, classes: classes.count,
      trainingImages: chosen.count, imagesPerStep: trained.imagesPerStep, steps: trained.steps,
      finalLoss: trained.loss, settings: settings,
      confusion: score.confusion)
  }

  /// Trains the network and a classifier on images of given classes.
  ///
  /// - Parameters:
  ///   - images: The images.
  ///   - classes: The class of each image, from 0.
  ///   - classCount: The number of classes.
  ///   - preparation: As in ``evaluate(training:test:preparation:options:progress:)``.
  ///   - options: How to load.
  ///   - progress: Told after each step; what it throws stops the work.
  /// - Returns: The classifier `[classes, D]`, `[classes]` on the representations of the network, which has been changed.
  /// - Throws: As ``evaluate(training:test:preparation:options:progress:)``.
  package func fit(
    _ images: any ImageDataset, classes: [Int], classCount: Int, preparation: EvaluationSettings,
    options: LoaderOptions = LoaderOptions(), progress: (WorkProgress) throws -> Void = { _ in }
  ) throws -> (weight: Tensor, bias: Tensor, loss: Double) {
    try settings.validate()
    let trained = try train(
      on: images, classes: classes, classCount: classCount, preparation: preparation, options: options,
      progress: progress)
    return try withoutGradients {
      (
        try trained.network.head.weight.detach().to(.cpu),
        try trained.network.head.bias.detach().to(.cpu).reshape([classCount]), trained.loss
      )
    }
  }

  /// A network that was trained, and how.
  private struct Trained {
    let network: FineTuneNetwork
    let imagesPerStep: Int
    let steps: Int
    /// The mean cross-entropy of the last step.
    let loss: Double
  }

  private func train(
    on images: any ImageDataset, classes: [Int], classCount: Int, preparation: EvaluationSettings,
    options: LoaderOptions, progress: (WorkProgress) throws -> Void
  ) throws -> Trained {
    guard images.count > 1 else {
      throw EvaluationError(
        .badData, "\(images.count) labelled images are too few to fine-tune on; give at least 2, or more labels")
    }
    let imagesPerStep = settings.imagesPerStep(count: images.count)
    try KernelLimits(precision: settings.precision, device: device).check(
      batchSize: imagesPerStep, limits: network.configuration.limits, network: network.configuration.summary,
      sides: [(preparation.imageSize, nil)])
    let batches = AugmentedBatches(
      images: images, classes: classes, preparation: preparation, batchSize: imagesPerStep, epochs: settings.epochs,
      leastCropScale: settings.leastCropScale, seed: settings.seed, options: options)
    let head = try LinearHead(
      inputs: network.featureCount, classes: classCount, from: ParameterSource(seed: settings.seed, device: device))
    let classifier = FineTuneNetwork(backbone: network, head: head)
    let step = FineTuneStep(classifier, settings: settings, device: device)
    let loss = try batches.forEach(
      on: device,
      remedy: "try learning rates below \(settings.backboneLearningRate) and \(settings.headLearningRate), or fp32",
      progress: progress,
      step: { batch, targets, epoch in
        try step(batch.views[0].tensor(on: device), targets: targets, epoch: epoch)
      })
    return Trained(
      network: classifier, imagesPerStep: imagesPerStep, steps: settings.epochs * (images.count / imagesPerStep),
      loss: loss)
  }
}
