import Datasets

/// The batches of one pass over a data set, which processes take in turns: batch b is that of rank b mod P.
///
/// Batches are what they are in one process, so that the features of an image are too.
struct BatchTurns {
  /// The positions in the data set of the images whose batches are a process's own, in ascending order.
  let indices: [Int]
  /// How often every process has its turn.
  let rounds: Int
  private let batchSize: Int

  /// - Parameters:
  ///   - count: The number of images.
  ///   - batchSize: The largest number of images in a batch.
  ///   - rank: The process.
  ///   - size: The number of processes.
  init(count: Int, batchSize: Int, rank: Int, size: Int) {
    self.batchSize = batchSize
    let batches = (count + batchSize - 1) / batchSize
    rounds = (batches + size - 1) / size
    indices = stride(from: rank, to: batches, by: size).flatMap {
      ($0 * batchSize)..<min(($0 + 1) * batchSize, count)
    }
  }

  /// The round in which the image at a position of ``indices`` has its turn.
  func round(of position: Int) -> Int { position / batchSize }
}
