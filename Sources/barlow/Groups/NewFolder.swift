import Files
import Foundation

/// A folder of results that appears whole or not at all.
struct NewFolder {
  private let path: String

  /// Looks at where the folder shall be, before anything is computed.
  ///
  /// - Throws: `FileError` if something else is there, or no folder can be made.
  init(_ path: String) throws {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else { throw FileError(.usage, "\(path) is a file; name a new folder") }
      let content = try? FileManager.default.contentsOfDirectory(atPath: path)
      guard content?.isEmpty ?? false else {
        throw FileError(.usage, "\(path) is not empty; name a new folder, so that nothing in it is lost")
      }
    }
    try OutputFile.check(self.path + ".partial", inputs: [])
  }

  /// Writes files under another name of the folder, which then takes its own.
  func write(_ body: (_ folder: String) throws -> Void) throws {
    let temporary = "\(path).\(getpid()).partial"
    do {
      try createFolder(temporary)
      try body(temporary)
      guard rename(temporary, path) == 0 else { throw FileError.system("write", path, errno) }
    } catch {
      try? FileManager.default.removeItem(atPath: temporary)
      throw error
    }
  }
}
