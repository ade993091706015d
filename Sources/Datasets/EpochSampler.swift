/// The order of images in training: a new permutation each epoch, cut into batches of one size.
///
/// Batch (epoch, step) depends on nothing but the seed, so a run that resumes sees what it would have seen. The images
/// that do not fill a last batch are left out of that epoch; since the order changes, they differ each time. Takes
/// O(count) once per epoch and O(batch) per batch, and 4 bytes an image.
public struct EpochSampler: Sendable {
  /// The number of images in the data set.
  public let count: Int
  /// The number of images in every batch.
  public let batchSize: Int
  /// The seed of every permutation.
  public let seed: UInt64
  private var cached: (epoch: Int, order: [UInt32])?

  /// Samples batches of `batchSize` of `count` images; a batch size below 1 or above `count` is a usage error.
  public init(count: Int, batchSize: Int, seed: UInt64) throws(DatasetError) {
    guard batchSize > 0 else { throw DatasetError(.usage, "the batch size is \(batchSize); give at least 1") }
    guard count >= batchSize else {
      throw DatasetError(
        .usage, "the batch size \(batchSize) is larger than the data set of \(count) images; make it smaller")
    }
    guard count <= Int(UInt32.max) else {
      throw DatasetError(.usage, "\(count) images are more than a data set may have (\(UInt32.max)); use a subset")
    }
    self.count = count
    self.batchSize = batchSize
    self.seed = seed
  }

  /// The number of whole batches in an epoch.
  public var batchesPerEpoch: Int { count / batchSize }

  /// The images of batch `step` of `epoch`, both counted from 0.
  public mutating func batch(epoch: Int, step: Int) -> [Int] {
    precondition(epoch >= 0 && (0..<batchesPerEpoch).contains(step), "an epoch has batchesPerEpoch steps")
    let order: [UInt32]
    if let cached, cached.epoch == epoch {
      order = cached.order
    } else {
      cached = nil
      order = permutation(epoch: epoch)
      cached = (epoch, order)
    }
    return order[(step * batchSize)..<((step + 1) * batchSize)].map { Int($0) }
  }

  /// All images in the order of `epoch`.
  public func permutation(epoch: Int) -> [UInt32] {
    var order = [UInt32](0..<UInt32(count))
    var generator = SplitMix64(seed: seed, stream: UInt64(epoch))
    generator.shuffle(&order)
    return order
  }
}
