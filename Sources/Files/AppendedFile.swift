import Foundation

/// A file that grows at its end, each piece in a single write: a kill leaves at most the last piece cut off.
///
/// One process at a time may append, by a ``FileLock`` where several could.
public final class AppendedFile {
  /// The file.
  public let path: String
  private let descriptor: Int32

  /// Opens the file at `path`, creating it if need be.
  ///
  /// - Throws: ``FileError`` if it cannot be written.
  public init(path: String) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError.system("write", path, errno) }
  }

  /// Creates the file at `path`; nil if something of that name is there.
  ///
  /// - Throws: ``FileError`` if it cannot be created for another reason.
  public init?(creating path: String) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      guard errno == EEXIST else { throw FileError.system("write", path, errno) }
      return nil
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Adds a piece.
  ///
  /// - Throws: ``FileError`` if it does not fit or cannot be written; what was written of it is then taken back.
  public func append(_ piece: some ContiguousBytes) throws {
    try piece.withUnsafeBytes { bytes in
      var written: Int
      repeat { written = write(descriptor, bytes.baseAddress, bytes.count) } while written < 0 && errno == EINTR
      guard written < bytes.count else { return }
      // A disk that becomes full takes a part, without an error.
      let code = written < 0 ? errno : ENOSPC
      if written > 0 { ftruncate(descriptor, lseek(descriptor, 0, SEEK_END) - off_t(written)) }
      throw FileError.system("write", path, code)
    }
  }

  /// Takes away what a kill left of a last line, which would spoil the next one.
  ///
  /// - Throws: ``FileError`` if the file cannot be read or cut.
  func removeCutOffLine() throws {
    let size = lseek(descriptor, 0, SEEK_END)
    guard size >= 0 else { throw FileError.system("read", path, errno) }
    var end = size
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while end > 0 {
      let count = min(Int(end), block.count)
      let read = pread(descriptor, &block, count, end - off_t(count))
      guard read == count else { throw FileError.system("read", path, read < 0 ? errno : EIO) }
      end -= off_t(count)
      if let newline = block[..<count].lastIndex(of: UInt8(ascii: "\n")) {
        end += off_t(newline + 1)
        break
      }
    }
    guard end < size else { return }
    guard ftruncate(descriptor, end) == 0 else { throw FileError.system("write", path, errno) }
  }
}
