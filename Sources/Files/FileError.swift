import Foundation

/// A file or folder that cannot be used as asked.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of failure this is.
  public enum Kind: Sendable {
    /// Nothing is there.
    case missing
    /// Something is there, but its content is damaged or not what was expected.
    case damaged
    /// Reading or writing failed: permissions, a full disk, a broken device.
    case inputOutput
    /// Another process is using it.
    case inUse
    /// The request makes no sense, whatever the file holds.
    case usage
  }

  /// What kind of failure this is.
  public let kind: Kind
  /// One line that names the file and says what is wrong and, where there is one, the remedy.
  public let description: String

  /// An error that reads `description`; control characters, which a file or a name may hold, are replaced by �.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description.withoutControls
  }

  /// The error that the operating system reports as `errno`, for an action such as "write" on `path`.
  public static func system(_ action: String, _ path: String, _ code: Int32) -> FileError {
    let kind: Kind =
      switch code {
      case ENOENT, ENOTDIR, ELOOP: .missing
      case EISDIR where action == "read": .damaged
      case ENAMETOOLONG: .usage
      default: .inputOutput
      }
    let reason =
      switch code {
      case ENOSPC: "the disk is full; free some space and start again"
      case EDQUOT: "the disk quota is used up; free some space and start again"
      case EACCES, EPERM: "permission denied"
      case EROFS: "the file system is read-only"
      case ENOENT, ENOTDIR:
        "there is no such file or folder"
          + (action == "read" ? NearbyPath.suggestion(for: path).map { "; did you mean \($0)?" } ?? "" : "")
      case EISDIR: "it is a folder; name a file"
      case ENAMETOOLONG: "the name is longer than a name may be"
      case ELOOP: "it is a link that leads to itself"
      default: String(cString: strerror(code))
      }
    return FileError(kind, "cannot \(action) \(path): \(reason)")
  }
}
