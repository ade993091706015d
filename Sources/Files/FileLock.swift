import Foundation

/// An exclusive claim on a folder or a file, which the operating system releases when the process ends in whatever way.
public final class FileLock: Sendable {
  private let descriptor: Int32

  /// Claims the file at `path`, creating it if need be.
  ///
  /// - Parameters:
  ///   - path: The file that stands for what is claimed.
  ///   - purpose: What is claimed, in words.
  ///   - remedy: What helps if another process has it.
  ///   - patienceSeconds: How long to wait for another process.
  /// - Throws: ``FileError`` of kind `inUse` if another process holds it; `purpose` then names what is in use.
  public init(
    path: String, purpose: String, remedy: String = "wait for it or choose another folder", patienceSeconds: Double = 0
  ) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError.system("write", path, errno) }
    let end = ContinuousClock.now + .seconds(patienceSeconds)
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      guard code == EWOULDBLOCK || code == EINTR else { throw FileError.system("lock", path, code) }
      guard ContinuousClock.now < end else {
        throw FileError(.inUse, "\(purpose) is in use by another process; \(remedy)")
      }
      usleep(2000)
    }
  }

  /// Whether some process holds the claim on a file, by the kernel's list of locks: asking takes no claim itself.
  ///
  /// False where the system has no such list.
  public static func isHeld(path: String) -> Bool {
    var facts = stat()
    guard stat(path, &facts) == 0, let list = try? String(contentsOfFile: "/proc/locks", encoding: .utf8) else {
      return false
    }
    // 1: FLOCK  ADVISORY  WRITE 123 08:01:456 0 EOF
    return list.split(separator: "\n").contains { line in
      let fields = line.split(separator: " ")
      return fields.contains("FLOCK") && fields.contains { $0.hasSuffix(":\(facts.st_ino)") }
    }
  }

  // An initializer that throws ends here too.
  deinit { if descriptor >= 0 { close(descriptor) } }
}
