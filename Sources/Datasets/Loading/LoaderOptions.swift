import Foundation

/// How a loader works, which never changes what it delivers.
public struct LoaderOptions: Sendable {
  /// How many threads load images; with 0, images are loaded by whoever asks for a batch.
  public var workers: Int
  /// How many batches may wait to be taken; nil for 4, or fewer if they are large.
  public var batchesAhead: Int?
  /// What to do about images that cannot be read.
  public var onBadImage: OnBadImage
  /// Called once for each image that is skipped, on any thread.
  public var report: @Sendable (BadImage) -> Void

  /// One worker for each processor but one, which is left to whoever uses the batches.
  public static var automaticWorkers: Int { min(max(AvailableProcessors.count - 1, 1), 1024) }

  /// Options; by default there is one worker for each processor but one, and a bad image ends the loading.
  public init(
    workers: Int = automaticWorkers, batchesAhead: Int? = nil,
    onBadImage: OnBadImage = .fail, report: @escaping @Sendable (BadImage) -> Void = { _ in }
  ) {
    self.workers = workers
    self.batchesAhead = batchesAhead
    self.onBadImage = onBadImage
    self.report = report
  }

  /// Makes sure that the numbers make sense.
  func validate(channels: Int) throws(DatasetError) {
    guard channels == 1 || channels == 3 else {
      throw DatasetError(.usage, "\(channels) channels were asked for; give 1 for grey or 3 for RGB")
    }
    guard (0...1024).contains(workers) else {
      throw DatasetError(.usage, "\(workers) workers were asked for; give 0 to 1024, such as one for each core")
    }
    if let batchesAhead, batchesAhead < 1 {
      throw DatasetError(.usage, "\(batchesAhead) batches ahead were asked for; give at least 1")
    }
  }

  /// The number of batches to make ahead: 4, or what fits into 1 GiB, but 2 at least.
  func depth(bytesPerBatch: Int) -> Int {
    batchesAhead ?? min(4, max(2, (1 << 30) / max(bytesPerBatch, 1)))
  }

  /// The number of images that a thread takes at a time: few enough to share a batch evenly, many enough to make the
  /// lock cost nothing.
  func chunk(batchSize: Int) -> Int {
    max(1, min(16, batchSize / (8 * max(workers, 1))))
  }
}
