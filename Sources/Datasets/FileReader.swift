import Files
import Foundation

/// Reads whole files.
enum FileReader {
  /// The bytes of the file at `path`, a null-terminated path; errors call it `name`.
  ///
  /// More than `limit` bytes are bad data.
  static func read(
    _ path: UnsafePointer<CChar>, name: @autoclosure () -> String, limit: Int
  ) throws(DatasetError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .system(errno, name()) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { throw .system(errno, name()) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw DatasetError(.badData, "\(name()) is not a regular file; remove it from the data set")
    }
    let size = Int(status.st_size)
    guard size <= limit else {
      throw DatasetError(
        .badData, "\(name()) has \(size) bytes, and at most \(limit) are read; remove it or make it smaller")
    }
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      while filled < size, let start = buffer.baseAddress {
        let got = Foundation.read(file, start + filled, size - filled)
        if got < 0 && errno == EINTR { continue }
        if got < 0 { failure = errno }
        if got <= 0 { break }
        filled += got
      }
    }
    guard failure == 0 else { throw .system(failure, name()) }
    guard bytes.count == size else {
      throw DatasetError(.inputOutput, "\(name()) became shorter while it was read; try again when it is complete")
    }
    return bytes
  }

  /// The bytes of the file whose path has these bytes, which need not be Unicode.
  static func read(_ path: [UInt8], name: @autoclosure () -> String, limit: Int) throws(DatasetError) -> [UInt8] {
    let result = withPath(path) { start -> Result<[UInt8], DatasetError> in
      do throws(DatasetError) {
        return .success(try read(start, name: name(), limit: limit))
      } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// The first bytes of a file, `count` of them or all; nil if it cannot be read or is no regular file.
  static func beginning(_ path: [UInt8], count: Int) -> [UInt8]? {
    // Opening a pipe would wait for whoever writes into it.
    let file = withPath(path) { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard file >= 0 else { return nil }
    defer { close(file) }
    var got = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      got = Foundation.read(file, buffer.baseAddress, count)
      filled = max(got, 0)
    }
    return got < 0 ? nil : bytes
  }

  /// The first bytes of the file at `path`, `count` of them or all; one that cannot be read is an error.
  static func beginning(_ path: String, count: Int) throws(DatasetError) -> [UInt8] {
    guard let bytes = beginning(Array(path.utf8), count: count) else { throw .system(errno, path) }
    return bytes
  }

  /// Calls `body` with a path as the system takes it.
  static func withPath<Result>(_ path: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
    (path + [0]).withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else { preconditionFailure("a path has a byte at least") }
        return body(start)
      }
    }
  }

  /// The bytes of the file at `path`; more than 16 GiB are bad data.
  static func read(_ path: String, limit: Int = 1 << 34) throws(DatasetError) -> [UInt8] {
    try read(path, name: path, limit: limit)
  }

  /// Whether a regular file, or a link to one, stands at the path that has these bytes.
  static func isFile(_ path: [UInt8]) -> Bool {
    var status = stat()
    return withPath(path) { stat($0, &status) } == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether a regular file, or a link to one, stands at `path`.
  static func isFile(_ path: String) -> Bool { mode(path) == S_IFREG }

  /// Whether a folder, or a link to one, stands at `path`.
  static func isFolder(_ path: String) -> Bool { mode(path) == S_IFDIR }

  /// The path from the root, without links.
  ///
  /// Of a pattern it is that of the folder before it; what does not exist stays as it is.
  static func absolute(_ path: String) -> String {
    if let real = resolvedPath(path) { return real }
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    return ShardName.isOne(path.utf8) ? resolvedPath(folder).map { $0 + "/" + url.lastPathComponent } ?? path : path
  }

  private static func mode(_ path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }
}
