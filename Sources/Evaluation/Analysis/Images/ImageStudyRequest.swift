import Datasets
import Formatting

/// How many images a study looks at, and how.
package struct ImageStudyRequest {
  /// The number of images for the map, their neighbours and the diagnosis; fewer if the data has no more.
  package var count: Int
  /// The threads that prepare images.
  package var workers: Int
  /// Called once for each image that is skipped because it cannot be read.
  package var badImage: @Sendable (BadImage) -> Void
  /// Called with what is being done; what it throws stops the work.
  package var progress: (WorkProgress) throws -> Void

  package init(
    count: Int = 1000, workers: Int = 1, badImage: @escaping @Sendable (BadImage) -> Void = { _ in },
    progress: @escaping (WorkProgress) throws -> Void = { _ in }
  ) {
    self.count = count
    self.workers = workers
    self.badImage = badImage
    self.progress = progress
  }
}
