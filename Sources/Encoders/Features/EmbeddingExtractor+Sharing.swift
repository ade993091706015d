import Datasets
import Distributed
import Foundation
import NN
import Torch

extension EmbeddingExtractor {
  /// What a process says of the batch of its turn.
  private struct Words: Codable {
    /// The images of the rows.
    var indices: [Int] = []
    /// Images that it has skipped since its last turn.
    var skipped: [BadImage] = []
    /// Why it cannot go on.
    var error: DatasetError?
  }

  /// Calls `body` in rank 0 with the features `[N, D]` of one batch of a data set's images after the other, which the processes of a group
  /// compute in turns.
  ///
  /// Every process calls it with the same images and settings, and with a network of the same weights.
  ///
  /// - Parameters:
  ///   - dataset: The images.
  ///   - preparation: How they are prepared.
  ///   - batchSize: The largest number of images at a time.
  ///   - options: How to load, and what to do about bad images; those of all processes are reported in rank 0.
  ///   - group: The processes; with one that is alone this is the function without a group.
  ///   - shouldStop: Whether this process was asked to stop, which rank 0 then does; not asked in rank 0 itself.
  ///   - body: Given the features and the images that they are of; what it throws stops the work of all.
  /// - Throws: What the loaders and `body` throw; `SharedRounds.Ended` in the other processes where rank 0 throws.
  package func forEachBatch(
    of dataset: any ImageDataset, preparation: EvaluationSettings, batchSize: Int, options: LoaderOptions,
    in group: ProcessGroup, shouldStop: @escaping () -> Bool = { false },
    _ body: (_ features: Tensor, _ images: EmbeddedImages) throws -> Void
  ) throws {
    guard !group.isAlone else {
      return try forEachBatch(of: dataset, preparation: preparation, batchSize: batchSize, options: options, body)
    }
    let turns = BatchTurns(count: dataset.count, batchSize: batchSize, rank: group.rank, size: group.size)
    let skipped = SkippedImages()
    var ownOptions = options
    ownOptions.report = { skipped.add($0.at(turns.indices[$0.index])) }
    let own = Subset(dataset, indices: turns.indices)
    let loader = try EvaluationLoader(own, settings: preparation, batchSize: batchSize, options: ownOptions)
    defer { loader.stop() }
    // A batch none of whose images can be read is left out by the loader, and its turn passes.
    var next = turns.indices.isEmpty ? nil : try loader.nextOfShare()
    var delivered = 0
    try SharedRounds(in: group, shouldStop: shouldStop).run(turns.rounds) { round in
      var words = Words()
      var rows: Tensor?
      switch next {
      case .success(let batch?):
        if turns.round(of: batch.indices[0]) == round {
          rows = try features(of: batch.view).to(.cpu)
          words.indices = batch.indices.map { turns.indices[$0] }
          next = try loader.nextOfShare()
        }
      case .failure(let error): words.error = error
      case .success(nil), nil: break
      }
      words.skipped = skipped.take()
      return SharedRounds.Piece(rows: rows, words: try JSONEncoder().encode(words))
    } collect: { pieces in
      for piece in pieces {
        let words = try JSONDecoder().decode(Words.self, from: piece.words)
        for image in words.skipped { options.report(image) }
        if let rows = piece.rows {
          delivered += words.indices.count
          try body(rows, EmbeddedImages(words.indices, of: dataset))
        }
        if let error = words.error { throw error }
      }
    }
    if group.isOwner, delivered == 0, dataset.count > 0 { throw DatasetError.noneReadable(of: dataset) }
  }
}

extension EvaluationLoader {
  /// The next batch; nil after the last, and where none of the images can be read, who may be only some of those that there are.
  fileprivate func nextOfShare() throws -> Result<EvaluationBatch?, DatasetError> {
    do throws(DatasetError) {
      return .success(try next())
    } catch {
      return hasNothingLeft ? .success(nil) : .failure(error)
    }
  }
}
