import Foundation

/// What stands among files and holds no bytes that could be an image's: reading it would wait, or never end.
enum SpecialFile: String, CaseIterable {
  case pipe = "named pipe"
  case socket = "socket"
  case device = "device"

  /// The kind of a file's mode; nil for a file, a folder or a link.
  init?(mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFIFO: self = .pipe
    case S_IFSOCK: self = .socket
    case S_IFCHR, S_IFBLK: self = .device
    default: return nil
    }
  }

  /// The kind of a directory's entry; nil for a file, a folder, a link or what the system does not tell.
  init?(entryType: UInt8) {
    switch Int(entryType) {
    case Int(DT_FIFO): self = .pipe
    case Int(DT_SOCK): self = .socket
    case Int(DT_CHR), Int(DT_BLK): self = .device
    default: return nil
    }
  }
}
