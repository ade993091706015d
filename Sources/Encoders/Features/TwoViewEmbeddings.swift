import Augmentation
import Datasets
import Distributed
import Formatting
import Foundation
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
    guard
      let all = try Self.shared(
        of: dataset, views: views, channels: channels, seed: seed, element: element, options: options, in: .alone,
        embed: embed, progress: progress)
    else { preconditionFailure("who is alone has all rows") }
    self = all
  }

  /// What a process says of the batch of its turn.
  private struct Words: Codable {
    var error: DatasetError?
  }

  /// Embeds as ``init(of:views:channels:seed:element:options:embed:progress:)`` does, where the processes of a group take the batches in turns.
  ///
  /// Every process calls it with the same images, settings and weights; `progress` is told in rank 0.
  ///
  /// - Returns: The embeddings; nil but in rank 0.
  /// - Throws: What loading, `embed` and `progress` throw; `SharedRounds.Ended` in the other processes where rank 0 throws.
  package static func shared(
    of dataset: any ImageDataset, views: TwoViewRecipe, channels: Int, seed: UInt64, element: ViewElement,
    options: LoaderOptions, in group: ProcessGroup, embed: (HostBuffer, _ view: Int) throws -> Tensor,
    progress: (WorkProgress) throws -> Void
  ) throws -> TwoViewEmbeddings? {
    var views = views
    views.localCrops = nil
    let batches = max((dataset.count + largestBatch - 1) / largestBatch, 1)
    let loader =
      try group.rank >= batches
      ? nil
      : TwoViewLoader(
        dataset, recipe: views, channels: channels, batchSize: max(dataset.count / batches, 1), seed: seed,
        step: group.rank, every: group.size, element: element, options: options)
    defer { loader?.stop() }
    var parts: [[Tensor]] = [[], []]
    try SharedRounds(in: group).run((batches + group.size - 1) / group.size) { round in
      guard let loader, round * group.size + group.rank < batches else {
        return SharedRounds.Piece(rows: nil, words: try JSONEncoder().encode(Words()))
      }
      do {
        let rows = try loader.next().views.enumerated().map { view, images in
          try embed(images, view).detach().to(.float32).to(.cpu)
        }
        return SharedRounds.Piece(rows: try Tensor.cat(rows), words: try JSONEncoder().encode(Words()))
      } catch let error as DatasetError {
        return SharedRounds.Piece(rows: nil, words: try JSONEncoder().encode(Words(error: error)))
      }
    } collect: { pieces in
      for piece in pieces {
        if let error = try JSONDecoder().decode(Words.self, from: piece.words).error { throw error }
        guard let rows = piece.rows else { continue }
        let count = rows.size(0) / 2
        for view in 0..<2 { parts[view].append(try rows.narrow(start: view * count, length: count)) }
        try progress(WorkProgress("two views", done: parts[0].count, of: batches))
      }
    }
    return try group.isOwner ? TwoViewEmbeddings(a: Tensor.cat(parts[0]), b: Tensor.cat(parts[1])) : nil
  }

  private init(a: Tensor, b: Tensor) { (self.a, self.b) = (a, b) }

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
