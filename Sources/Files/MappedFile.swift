import Foundation

/// A file that is looked at in place: the system reads what is touched, and keeps of it what it has room for.
///
/// Whoever replaces the file by another of its name, as ``AtomicFile`` does, does not disturb it.
// The bytes are mapped once, read only, and unmapped with the last reference.
public final class MappedFile: @unchecked Sendable {
  /// The path by which it was opened.
  public let path: String
  /// All of its bytes, valid as long as this object; the first lies at the beginning of a page.
  public let bytes: UnsafeRawBufferPointer

  /// Opens the file at `path`.
  ///
  /// - Throws: ``FileError`` if it cannot be read, is a folder, or is empty (`damaged`).
  public init(_ path: String) throws {
    self.path = path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError.system("read", path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError.system("read", path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw FileError.system("read", path, EISDIR) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(.damaged, "\(path) is no regular file, and cannot be read in place; copy it into one")
    }
    guard status.st_size > 0 else { throw FileError(.damaged, "\(path) is empty; make it again") }
    let count = Int(status.st_size)
    let address = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0)
    guard let address, address != UnsafeMutableRawPointer(bitPattern: -1) else {
      throw FileError.system("read", path, errno)
    }
    bytes = UnsafeRawBufferPointer(start: address, count: count)
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}
