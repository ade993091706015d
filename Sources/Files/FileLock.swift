import Foundation

/// An exclusive claim on a folder, which the operating system releases when the process ends in whatever way.
public final class FileLock {
  private let descriptor: Int32

  /// Claims the file at `path`, creating it if need be.
  ///
  /// - Throws: ``FileError`` of kind `inUse` if another process holds it; `purpose` then names what is in use.
  public init(path: String, purpose: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError.system("write", path, errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      guard code == EWOULDBLOCK else { throw FileError.system("lock", path, code) }
      throw FileError(.inUse, "\(purpose) is in use by another process; wait for it or choose another folder")
    }
  }

  deinit { close(descriptor) }
}
