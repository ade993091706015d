import Synchronization

/// A batch in the making: its images, the memory of its views, and what went wrong so far.
final class BatchAssembly: Sendable {
  /// What rendering came to.
  struct Outcome: Sendable {
    /// The images that could not be rendered, by position in the batch.
    var failures: [Int: DatasetError] = [:]
    /// The images that the batch ended up with; they differ from the plan where an image is bad.
    var indices: [Int]
    /// Why the batch cannot be handed out.
    var error: DatasetError?
  }

  /// The epoch, counted from 0.
  let epoch: Int
  /// The batch within its epoch, counted from 0.
  let step: Int
  /// The images of all rows of the batch as planned.
  let whole: [Int]
  /// Those of the rows that are loaded here.
  let indices: [Int]
  /// One block a view.
  let memories: [HostMemory]
  private let outcomeSoFar: Mutex<Outcome>

  init(epoch: Int, step: Int, indices: [Int], whole: [Int]? = nil, memories: [HostMemory]) {
    self.whole = whole ?? indices
    self.epoch = epoch
    self.step = step
    self.indices = indices
    self.memories = memories
    outcomeSoFar = Mutex(Outcome(indices: indices))
  }

  /// What rendering came to.
  var outcome: Outcome { outcomeSoFar.withLock { $0 } }

  /// Notes that the image at `position` cannot be rendered.
  func fail(_ position: Int, _ error: DatasetError) {
    outcomeSoFar.withLock { $0.failures[position] = error }
  }

  /// Sets the images that the batch ended up with, or why it cannot be handed out.
  func resolve(indices: [Int], error: DatasetError? = nil) {
    outcomeSoFar.withLock { outcome in
      outcome.indices = indices
      outcome.error = error
    }
  }
}
