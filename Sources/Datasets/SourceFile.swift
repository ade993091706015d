import Foundation

/// The state of a file that images come from, by which one can tell later that it has not changed.
public struct SourceFile: Sendable, Equatable {
  /// The path by which it was read.
  public let path: String
  /// The number of its bytes.
  public let sizeBytes: Int
  /// When its content was last written, in nanoseconds since 1970.
  public let modifiedNanoseconds: Int
  /// When the file was last changed in any way, in nanoseconds since 1970; unlike the other, nobody sets it at will.
  public let changedNanoseconds: Int

  /// What tells the file from all others, whatever path leads to it.
  package let identity: FileIdentity

  /// The state of the file at `path`; one that cannot be looked at is an error.
  init(_ path: String) throws(DatasetError) { try self.init(Array(path.utf8), called: path) }

  /// The state of the file whose path has these bytes, which need not be Unicode; it is called `name`.
  init(_ path: [UInt8], called name: String) throws(DatasetError) {
    var status = stat()
    guard FileReader.withPath(path, { stat($0, &status) }) == 0 else { throw .system(errno, name) }
    func nanoseconds(_ time: timespec) -> Int { Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec) }
    self.path = name
    identity = FileIdentity(status)
    sizeBytes = Int(status.st_size)
    #if canImport(Darwin)
      modifiedNanoseconds = nanoseconds(status.st_mtimespec)
      changedNanoseconds = nanoseconds(status.st_ctimespec)
    #else
      modifiedNanoseconds = nanoseconds(status.st_mtim)
      changedNanoseconds = nanoseconds(status.st_ctim)
    #endif
  }

  /// The states of several files.
  static func all(_ paths: [String]) throws(DatasetError) -> [SourceFile] {
    var files: [SourceFile] = []
    files.reserveCapacity(paths.count)
    for path in paths { files.append(try SourceFile(path)) }
    return files
  }
}
