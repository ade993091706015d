import Datasets
import NN
import Runs
import Torch

extension Whitening {
  /// The most images that a whitening is fitted to.
  private static let mostImages = 5000

  /// Fits the whitening of a run's finished weights to images that it was trained on and writes it beside them, unless it is there.
  ///
  /// - Throws: What loading the images and writing the file throw.
  package static func complete(_ run: RunFolder, images: any ImageDataset, cancellation: () throws -> Void = {}) throws
  {
    let model = try EncoderModel(run: run.path, device: RunRecord(contentsOf: run.configurationFile).device)
    guard let step = model.step, model.whitening == nil else { return }
    let record = model.record
    let some = images.count > mostImages ? try Subset.sample(images, count: mostImages, seed: record.seed) : images
    let encoder = EncoderFeatures(
      model, precision: record.precision, device: record.device,
      options: LoaderOptions(workers: record.workers, onBadImage: record.onBadImage))
    let found = try encoder.features(of: some, .representation, progress: { _ in try cancellation() })
    try Whitening(fitting: found.features).write(to: run.whiteningFile, step: step)
  }
}
