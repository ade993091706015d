import Foundation

/// A file that appears whole or not at all.
///
/// The content goes to a temporary file beside the destination, is synced to the device, and takes the destination's
/// name in one step; whatever had that name survives any failure before.
public enum AtomicFile {
  /// Writes the pieces that `body` passes on.
  ///
  /// - Throws: ``FileError`` if the file cannot be written; the temporary file is removed. Errors of `body` pass through.
  public static func write(to path: String, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws {
    let temporary = "\(path).\(getpid()).partial"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError.system("write", path, errno) }
    var isOpen = true
    do {
      try body { try writeAll($0, to: descriptor, path: path) }
      guard fsync(descriptor) == 0 else { throw FileError.system("write", path, errno) }
      isOpen = false
      guard close(descriptor) == 0 else { throw FileError.system("write", path, errno) }
      guard rename(temporary, path) == 0 else { throw FileError.system("write", path, errno) }
    } catch {
      if isOpen { close(descriptor) }
      unlink(temporary)
      throw error
    }
    syncFolder(of: path)
  }

  /// Lets `body` write a file of another name, which then takes that of `path`.
  ///
  /// - Throws: ``FileError`` if the file cannot be written; what `body` has written is removed. Errors of `body` pass through.
  package static func replace(_ path: String, _ body: (_ temporary: String) throws -> Void) throws {
    let temporary = "\(path).\(getpid()).partial"
    do {
      try body(temporary)
      let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileError.system("write", path, errno) }
      defer { close(descriptor) }
      guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw FileError.system("write", path, errno) }
    } catch {
      unlink(temporary)
      throw error
    }
    syncFolder(of: path)
  }

  /// Writes `bytes`.
  ///
  /// - Throws: ``FileError`` if the file cannot be written.
  public static func write(_ bytes: some ContiguousBytes, to path: String) throws {
    try write(to: path) { append in try bytes.withUnsafeBytes { try append($0) } }
  }

  /// Writes all of `bytes`, however often the system takes only a part.
  package static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = UnsafeRawBufferPointer(rebasing: rest)
        .withMemoryRebound(to: UInt8.self) { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileError.system("write", path, errno)
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Makes the new name itself durable; some file systems cannot, and then the file is still whole.
  private static func syncFolder(of path: String) {
    let folder = (path as NSString).deletingLastPathComponent
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
