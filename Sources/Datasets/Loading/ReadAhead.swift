import Synchronization

/// Passes on which images will be needed soon, from a thread of its own, since a busy disk makes whoever says so wait.
final class ReadAhead: Sendable {
  private struct State {
    /// What is still to be said, in pieces.
    var waiting: [ArraySlice<Int>] = []
    var isStopped = false
  }

  /// How many images are announced at a time: few enough to stop soon, many enough to find neighbours.
  private static let pieceCount = 256

  private let state: Monitor<State>
  private let thread: Mutex<WorkerThread?>

  /// Starts a thread for `dataset`; a system that has no more threads is an input/output error.
  init(_ dataset: any ImageDataset) throws(DatasetError) {
    let state = Monitor(State())
    self.state = state
    // The thread does not hold this object, so that dropping it ends the thread.
    thread = Mutex(
      try WorkerThread {
        while let piece = state.wait({ $0.isStopped ? .some(nil) : $0.waiting.first.map { .some($0) } }) {
          state.withLock { $0.waiting = Array($0.waiting.dropFirst()) }
          dataset.willNeed(Array(piece))
        }
      })
  }

  deinit { stop() }

  /// Adds images to those that will be needed, behind the ones before.
  func add(_ indices: [Int]) {
    let pieces = stride(from: 0, to: indices.count, by: Self.pieceCount).map {
      indices[$0..<min($0 + Self.pieceCount, indices.count)]
    }
    state.withLockNotifying { $0.waiting += pieces }
  }

  /// Ends the thread after the piece that it is at.
  func stop() {
    state.withLockNotifying { $0.isStopped = true }
    let thread = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    thread?.join()
  }
}
