import Augmentation
import Datasets
import Distributed
import Runs

/// The batches of a training in their order, each with views of the size that its part of the training has.
///
/// Progressive resolution: the views of the first part may be smaller, so that its steps take less time (arXiv 2212.05611,
/// 2507.03779).
struct TrainingBatches {
  private let configuration: TrainingConfiguration
  private let dataset: any ImageDataset
  private let clock: TrainingClock
  /// Those who load the other rows; nil alone.
  private let partners: GroupPartners?
  private let badImage: @Sendable (BadImage) -> Void
  private var loader: TwoViewLoader?
  private var imageSize = 0
  private var badImagesBefore = 0

  init(
    of dataset: any ImageDataset, _ configuration: TrainingConfiguration, clock: TrainingClock,
    part: BatchPart = .whole, badImage: @escaping @Sendable (BadImage) -> Void
  ) {
    self.dataset = dataset
    self.configuration = configuration
    self.clock = clock
    partners = part.group.isAlone ? nil : GroupPartners(part, batchSize: configuration.batchSize)
    self.badImage = badImage
  }

  /// The number of images that were skipped so far.
  var badImageCount: Int { badImagesBefore + (loader?.badImageCount ?? 0) }

  /// The own rows of the batch of the step that comes after `position`.
  mutating func next(at position: TrainingPosition) throws -> ImageBatch {
    let size = imageSize(at: position)
    if let loader, size == imageSize { return try next(of: loader) }
    stop()
    var views = configuration.views
    views.imageSize = size
    let loader = try TwoViewLoader(
      dataset, recipe: views, channels: configuration.channels, batchSize: configuration.batchSize,
      seed: configuration.seed, epoch: position.step / clock.stepsPerEpoch, step: position.step % clock.stepsPerEpoch,
      element: configuration.viewElement, rows: partners?.rows,
      options: LoaderOptions(workers: configuration.workers, onBadImage: configuration.onBadImage, report: badImage))
    self.loader = loader
    imageSize = size
    return try next(of: loader)
  }

  private func next(of loader: TwoViewLoader) throws -> ImageBatch {
    try partners.map { try loader.next(with: $0) } ?? loader.next()
  }

  /// Ends the loading.
  mutating func stop() {
    badImagesBefore = badImageCount
    loader?.stop()
    loader = nil
  }

  /// The side of both views at the step that comes after `position`.
  func imageSize(at position: TrainingPosition) -> Int {
    guard let first = configuration.progressiveSize, clock.fraction(at: position) < configuration.progressiveShare
    else { return configuration.views.imageSize }
    return first
  }
}
