import Synchronization

/// The images that turned out to be unreadable, so that each is reported once and tried once.
final class BadImageLedger: Sendable {
  private struct State {
    var indices: Set<Int> = []
    /// Those that partners have not been told of.
    var news: [BadImage] = []
  }

  private let state = Mutex(State())
  /// Lets the common case, no bad image at all, pass without the lock.
  private let total = Atomic<Int>(0)
  private let report: @Sendable (BadImage) -> Void

  /// Calls `report` for each new bad image, on whichever thread found it.
  init(report: @escaping @Sendable (BadImage) -> Void) { self.report = report }

  /// The number of bad images so far.
  var count: Int { total.load(ordering: .acquiring) }

  /// Whether image `index` is known to be bad.
  func contains(_ index: Int) -> Bool { count > 0 && state.withLock { $0.indices.contains(index) } }

  /// Adds an image.
  func add(_ image: BadImage) { add(image, isNews: true) }

  /// Adds an image that a partner has found.
  func note(_ image: BadImage) { add(image, isNews: false) }

  /// The images that were added since this was asked before.
  func news() -> [BadImage] {
    state.withLock { state in
      defer { state.news = [] }
      return state.news
    }
  }

  private func add(_ image: BadImage, isNews: Bool) {
    let isNew = state.withLock { state in
      let isNew = state.indices.insert(image.index).inserted
      if isNew { total.store(state.indices.count, ordering: .releasing) }
      if isNew, isNews { state.news.append(image) }
      return isNew
    }
    if isNew { report(image) }
  }
}
