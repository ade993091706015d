import Foundation

/// Creates a folder and those above it where they are missing.
///
/// - Throws: ``FileError`` that names the folder if it cannot be made.
public func createFolder(_ path: String) throws {
  do {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  } catch let error as CocoaError {
    let code = (error.underlying as? POSIXError)?.code.rawValue
    if let code { throw FileError.system("create", path, code) }
    throw FileError(
      .inputOutput, "cannot create the folder \(path): a file of that name is in the way or access is denied")
  }
}

/// The whole content of a file.
///
/// - Throws: ``FileError`` that names the file if it cannot be read.
public func readFile(_ path: String) throws -> Data {
  try requireReadableFile(path)
  do {
    // Foundation loses the memory that it reads an empty file into; so one whose size is told as 0 is read by other means.
    if fileSize(path) == 0 { return try FileHandle(forReadingFrom: URL(filePath: path)).readToEnd() ?? Data() }
    return try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
  } catch {
    throw FileError.system("read", path, access(path, R_OK) == 0 ? EIO : errno)
  }
}

/// Makes sure that something is there and no folder, for libraries whose own errors do not say so.
///
/// - Throws: ``FileError`` that names the file if it is not there or is a folder.
package func requireReadableFile(_ path: String) throws {
  var status = stat()
  guard stat(path, &status) == 0 else { throw FileError.system("read", path, errno) }
  guard status.st_mode & S_IFMT != S_IFDIR else {
    throw FileError(.usage, "cannot read \(path): it is a folder; name a file")
  }
}

/// The size of a file in bytes; nil where nobody tells.
private func fileSize(_ path: String) -> Int? {
  var status = stat()
  return stat(path, &status) == 0 ? Int(status.st_size) : nil
}
