import Synchronization

/// The listing of many shards by several threads.
final class ShardListing: Sendable {
  private let paths: [[UInt8]]
  private let next = Atomic<Int>(0)
  private let indices: Mutex<[Result<ShardIndex, DatasetError>?]>

  /// Will list the shards at `paths`.
  init(_ paths: [[UInt8]]) {
    self.paths = paths
    indices = Mutex([Result<ShardIndex, DatasetError>?](repeating: nil, count: paths.count))
  }

  /// Lists shards until none is left or one has failed.
  func work() {
    while true {
      let number = next.add(1, ordering: .relaxed).oldValue
      guard number < paths.count else { return }
      let result = Result { () throws(DatasetError) in try ShardIndex(contentsOf: paths[number]) }
      indices.withLock { $0[number] = result }
      // Shards before this one are listed or under way, so the first failure of all is found.
      if case .failure = result { next.store(paths.count, ordering: .relaxed) }
    }
  }

  /// What came of it, once all threads are done; of several failures, that of the first shard.
  func result() throws(DatasetError) -> [ShardIndex] {
    var found: [ShardIndex] = []
    for result in indices.withLock({ $0 }) {
      guard let result else { preconditionFailure("only shards behind a failure are not listed") }
      found.append(try result.get())
    }
    return found
  }
}
