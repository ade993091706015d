import Foundation

/// A shard that is open for reading, by several threads at once.
final class ShardFile: Sendable {
  /// Its path, as text.
  let path: String
  /// The number of its bytes when it was opened.
  let size: Int
  private let descriptor: Int32

  /// Opens the file at `path`; anything but a regular file is bad data.
  convenience init(_ path: String) throws(DatasetError) { try self.init(Array(path.utf8)) }

  /// Opens the file whose path has these bytes, which need not be Unicode; anything but a regular file is bad data.
  init(_ bytes: [UInt8]) throws(DatasetError) {
    let path = NameText.path(bytes)
    // Opening a pipe would wait for whoever writes into it.
    let descriptor = FileReader.withPath(bytes) { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { throw .system(errno, path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .system(code, path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw DatasetError(.badData, "\(path) is not a regular file; give .tar files")
    }
    self.path = path
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// The bytes of `range`, which lies in the file; errors call it `name`.
  func read(_ range: Range<Int>, name: @autoclosure () -> String? = nil) throws(DatasetError) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= size, "a shard is read inside its bounds")
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
      while filled < range.count, let start = buffer.baseAddress {
        let got = pread(descriptor, start + filled, range.count - filled, off_t(range.lowerBound + filled))
        if got < 0 && errno == EINTR { continue }
        if got < 0 { failure = errno }
        if got <= 0 { break }
        filled += got
      }
    }
    guard failure == 0 else { throw .system(failure, name() ?? path) }
    guard bytes.count == range.count else {
      throw DatasetError(.inputOutput, "\(name() ?? path) became shorter while it was read; leave shards alone")
    }
    return bytes
  }

  /// Asks the system to bring `range` into its cache; returns before it is there, but not always at once.
  func willNeed(_ range: Range<Int>) {
    // Linux reads no more for one call than its read-ahead window, 128 KiB unless someone has changed that.
    let piece = 1 << 17
    for start in stride(from: range.lowerBound, to: range.upperBound, by: piece) {
      advise(start..<min(start + piece, range.upperBound))
    }
  }

  /// It is advice: whoever reads the bytes is told of any failure.
  private func advise(_ range: Range<Int>) {
    #if canImport(Darwin)
      var advice = radvisory(
        ra_offset: off_t(range.lowerBound), ra_count: Int32(range.count))
      _ = fcntl(descriptor, F_RDADVISE, &advice)
    #else
      _ = posix_fadvise(descriptor, off_t(range.lowerBound), off_t(range.count), POSIX_FADV_WILLNEED)
    #endif
  }
}
