import Datasets
import Formatting

/// How many images a report looks at, and how.
public struct SampleRequest {
  /// The number of images for the map, their neighbours and the diagnosis; fewer if the data has no more.
  public var count: Int
  /// The threads that prepare images.
  public var workers: Int
  /// Called once for each image that is skipped because it cannot be read.
  public var badImage: @Sendable (BadImage) -> Void
  /// Called with what is being done; what it throws stops the work.
  public var progress: (WorkProgress) throws -> Void

  public init(
    count: Int = 1000, workers: Int = 1, badImage: @escaping @Sendable (BadImage) -> Void = { _ in },
    progress: @escaping (WorkProgress) throws -> Void = { _ in }
  ) {
    self.count = count
    self.workers = workers
    self.badImage = badImage
    self.progress = progress
  }
}
