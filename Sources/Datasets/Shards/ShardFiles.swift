import Synchronization

/// The shards of a data set, a limited number of them open at a time.
final class ShardFiles: Sendable {
  private struct OpenFiles {
    var files: [Int: ShardFile] = [:]
    /// The open shards, the one opened first in front.
    var order: [Int] = []
  }

  /// More than a training reads from at once, far fewer than a process may open.
  private static let limit = 64

  /// The bytes of the paths of the shards.
  let paths: [[UInt8]]
  private let sizes: [Int]
  private let open = Mutex(OpenFiles())

  /// Shards that had `sizes` bytes when they were listed.
  init(paths: [[UInt8]], sizes: [Int]) {
    self.paths = paths
    self.sizes = sizes
  }

  /// Opens shard `index`, unless it is open; one that has changed since it was listed is bad data.
  func file(_ index: Int) throws(DatasetError) -> ShardFile {
    if let file = open.withLock({ $0.files[index] }) { return file }
    // Opened outside the lock, which a slow file system would otherwise hold; twice is no harm.
    let file = try ShardFile(paths[index])
    guard file.size == sizes[index] else {
      throw DatasetError(
        .badData,
        "\(file.path) has changed since it was listed: \(sizes[index]) bytes then, \(file.size) now; start again")
    }
    open.withLock { open in
      guard open.files.updateValue(file, forKey: index) == nil else { return }
      open.order.append(index)
      if open.order.count > Self.limit { open.files[open.order.removeFirst()] = nil }
    }
    return file
  }
}
