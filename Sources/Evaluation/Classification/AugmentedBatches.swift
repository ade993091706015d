import Augmentation
import Datasets
import Formatting
import Foundation
import Torch

/// The training images of the published evaluations: a crop of random size and place, mirrored every other time.
///
/// Calls for one step after the other, and stops at a loss that is not finite.
struct AugmentedBatches {
  let images: any ImageDataset
  /// The class of each image, from 0.
  let classes: [Int]
  let preparation: EvaluationSettings
  /// At most the number of images.
  let batchSize: Int
  let epochs: Int
  /// The smallest share of an image's area that a crop keeps.
  let leastCropScale: Double
  let seed: UInt64
  let options: LoaderOptions

  /// How views are drawn; the resampling is bilinear, as torchvision's crop does by default.
  var recipe: TwoViewRecipe {
    let view = ViewRecipe(
      crop: RandomResizedCrop(scale: leastCropScale...1, interpolation: .bilinear), flipProbability: 0.5)
    return TwoViewRecipe(
      imageSize: preparation.imageSize, viewA: view, viewB: view, normalization: preparation.normalization)
  }

  /// Runs through all epochs.
  ///
  /// - Parameters:
  ///   - device: Where targets go.
  ///   - remedy: What helps against a loss that is not finite.
  ///   - progress: Told after each step; what it throws stops the work.
  ///   - step: Trains on a batch with its targets `[N]` (int64) and returns the loss.
  /// - Returns: The loss of the last step.
  /// - Throws: ``EvaluationError`` for a loss that is not finite; what the loader, `progress` and `step` throw.
  func forEach(
    on device: Device, remedy: @autoclosure () -> String, progress: (WorkProgress) throws -> Void,
    step: (_ batch: ImageBatch, _ targets: Tensor, _ epoch: Int) throws -> Double
  ) throws -> Double {
    let loader = try TwoViewLoader(
      images, recipe: recipe, channels: preparation.channels, batchSize: batchSize, seed: seed, onlyViewA: true,
      options: options)
    defer { loader.stop() }
    var loss = 0.0
    for epoch in 0..<epochs {
      for number in 0..<loader.batchesPerEpoch {
        let batch = try loader.next()
        let targets = try Tensor.from(batch.indices.map { classes[$0] }, shape: [batch.count]).to(device)
        loss = try step(batch, targets, epoch)
        guard loss.isFinite else {
          throw EvaluationError(
            .badData, "the classifier's loss is not finite in epoch \(epoch + 1), step \(number + 1); \(remedy())")
        }
        try progress(
          WorkProgress(
            "epoch \(epoch + 1)/\(epochs) step \(number + 1)/\(loader.batchesPerEpoch)",
            done: epoch * loader.batchesPerEpoch + number + 1, of: epochs * loader.batchesPerEpoch, as: .hidden,
            detail: String(format: "loss %.3f", loss), isMilestone: number + 1 == loader.batchesPerEpoch))
      }
    }
    return loss
  }
}
