import Augmentation
import Datasets
import Formatting
import Torch

/// What a network makes of two random views of each of some images, in evaluation mode.
public struct TwoViewEmbeddings {
  /// View A's, `[N, D]` float32 on the processor.
  public let a: Tensor
  /// View B's, `[N, D]`; rows correspond.
  public let b: Tensor

  /// Images at a time.
  private static let largestBatch = 128

  /// Embeds two views, drawn by `views` and `seed`, of the images of `dataset`.
  ///
  /// Batches have one size, so up to a few images are left out where their number does not divide well.
  ///
  /// - Parameters:
  ///   - dataset: The images, at least two.
  ///   - views: How views are drawn; local ones are left out.
  ///   - channels: 1 or 3, as the network takes them.
  ///   - seed: The seed of the views.
  ///   - element: The number format of the views.
  ///   - options: How to load.
  ///   - embed: Gives the embeddings `[n, D]` of some images of view 0 or 1.
  ///   - progress: Told after each batch; what it throws stops the work.
  /// - Throws: What loading, `embed` and `progress` throw.
  public init(
    of dataset: any ImageDataset, views: TwoViewRecipe, channels: Int, seed: UInt64, element: ViewElement = .float32,
    options: LoaderOptions = LoaderOptions(), embed: (HostBuffer, _ view: Int) throws -> Tensor,
    progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    var views = views
    views.localCrops = nil
    let batches = max((dataset.count + Self.largestBatch - 1) / Self.largestBatch, 1)
    let loader = try TwoViewLoader(
      dataset, recipe: views, channels: channels, batchSize: max(dataset.count / batches, 1), seed: seed,
      element: element, options: options)
    defer { loader.stop() }
    var parts: [[Tensor]] = [[], []]
    for number in 0..<batches {
      let batch = try loader.next()
      for (view, images) in batch.views.enumerated() {
        parts[view].append(try embed(images, view).detach().to(.float32).to(.cpu))
      }
      try progress(WorkProgress("two views", done: number + 1, of: batches))
    }
    a = try Tensor.cat(parts[0])
    b = try Tensor.cat(parts[1])
  }

  /// Embeds with the network of `extractor`, which serves both views.
  public init(
    of dataset: any ImageDataset, views: TwoViewRecipe, channels: Int, seed: UInt64,
    options: LoaderOptions = LoaderOptions(),
    extractor: EmbeddingExtractor, progress: (WorkProgress) throws -> Void = { _ in }
  ) throws {
    try self.init(
      of: dataset, views: views, channels: channels, seed: seed, options: options,
      embed: { images, _ in try extractor.features(of: images) }, progress: progress)
  }
}
