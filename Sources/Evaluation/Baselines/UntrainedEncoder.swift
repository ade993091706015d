import Datasets
import Encoders
import Formatting
import NN
import Torch

/// The network of a model as it was before any training, as fair a baseline as it can be.
///
/// Its weights are the first draws of the run, but the last scale of each residual branch is 1, as PyTorch's networks have it,
/// instead of the 0 that helps training. Its batch normalizations have the statistics of the data: with those that a network is
/// made with, 0 and 1, they would do nothing.
struct UntrainedEncoder {
  /// The untrained model.
  let model: EncoderModel
  private let device: Device

  /// The number of images whose statistics it takes, at most, and of those at a time.
  private static let (images, batchSize) = (2000, 250)

  /// The network that `trained` was before its training.
  init(of trained: EncoderModel, device: Device = .cpu) throws {
    model = try EncoderModel(untrained: trained.record, device: device)
    self.device = device
    try model.network.openResidualBranches()
  }

  /// Gives its batch normalizations the statistics of images.
  ///
  /// - Parameters:
  ///   - dataset: The images, of which it takes a random choice.
  ///   - options: How images are loaded.
  ///   - progress: Told now and then; what it throws stops the work.
  /// - Throws: What the loader and `progress` throw, `TorchError` if libtorch fails.
  func calibrate(
    on dataset: any ImageDataset, options: LoaderOptions, progress: (WorkProgress) throws -> Void
  ) throws {
    let chosen = try Subset.sample(dataset, count: Self.images, seed: model.record.seed)
    let loader = try EvaluationLoader(
      chosen, settings: model.preparation, batchSize: Self.batchSize, options: options)
    defer { loader.stop() }
    let statistics = DelayedStatistics()
    var done = 0
    try withoutGradients {
      while let batch = try loader.next() {
        done += batch.count
        // The variance of one image's features is none.
        guard batch.count > 1 else { break }
        _ = try model.network(batch.view.tensor(on: device), mode: .training(delaying: statistics))
        try progress(WorkProgress("calibration", done: done, of: chosen.count))
      }
      try statistics.setRunningStatistics()
    }
  }
}
