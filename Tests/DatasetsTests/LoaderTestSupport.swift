import Augmentation
import Synchronization

@testable import Datasets

/// The names that a loader reported as bad.
final class BadImageLog: Sendable {
  private let found = Mutex<[BadImage]>([])

  /// What was reported, by position in the data set.
  var images: [BadImage] { found.withLock { $0 }.sorted { $0.index < $1.index } }

  /// Options that report here.
  func options(workers: Int, batchesAhead: Int? = nil, onBadImage: OnBadImage = .skip) -> LoaderOptions {
    LoaderOptions(workers: workers, batchesAhead: batchesAhead, onBadImage: onBadImage) { image in
      self.found.withLock { $0.append(image) }
    }
  }
}

/// Everything that a batch of two views says.
struct BatchRecord: Equatable {
  let epoch: Int
  let step: Int
  let indices: [Int]
  let views: [[Float]]

  init(_ batch: ImageBatch) {
    epoch = batch.epoch
    step = batch.step
    indices = batch.indices
    views = batch.views.map { $0.withUnsafeFloats { Array($0) } }
  }
}
