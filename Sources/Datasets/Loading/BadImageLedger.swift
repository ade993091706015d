import Synchronization

/// The images that turned out to be unreadable, so that each is reported once and tried once.
final class BadImageLedger: Sendable {
  private let indices = Mutex<Set<Int>>([])
  /// Lets the common case, no bad image at all, pass without the lock.
  private let total = Atomic<Int>(0)
  private let report: @Sendable (BadImage) -> Void

  /// Calls `report` for each new bad image, on whichever thread found it.
  init(report: @escaping @Sendable (BadImage) -> Void) { self.report = report }

  /// The number of bad images so far.
  var count: Int { total.load(ordering: .acquiring) }

  /// Whether image `index` is known to be bad.
  func contains(_ index: Int) -> Bool { count > 0 && indices.withLock { $0.contains(index) } }

  /// Adds an image.
  func add(_ image: BadImage) {
    let isNew = indices.withLock { indices in
      let isNew = indices.insert(image.index).inserted
      if isNew { total.store(indices.count, ordering: .releasing) }
      return isNew
    }
    if isNew { report(image) }
  }
}
