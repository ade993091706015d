import Foundation

/// Looks at where a result shall go before it is computed, so that hours of work are not lost on a wrong name.
public enum OutputFile {
  /// Makes sure that a file can be written and is none of those that are read.
  ///
  /// - Parameters:
  ///   - path: The file to come; what has its name is replaced.
  ///   - inputs: Files that are read, and folders whose files are.
  /// - Throws: ``FileError``: `usage` if it is a folder or one of the inputs, by whatever path or link; `missing` if its folder does
  ///   not exist; `inputOutput` if it may not be written.
  public static func check(_ path: String, inputs: [String]) throws {
    let folder = Self.folder(of: path)
    guard let place = status(folder), place.st_mode & S_IFMT == S_IFDIR else {
      throw FileError(.missing, "cannot write \(path): there is no folder \(folder); make it first")
    }
    if let old = status(path) {
      guard old.st_mode & S_IFMT != S_IFDIR else {
        throw FileError(.usage, "cannot write \(path): it is a folder; name a file")
      }
      for input in inputs where isSame(old, input) || lies(path, in: input) {
        throw FileError(.usage, "\(path) is among what is read (\(input)); give another name, so that it is not lost")
      }
      guard access(path, W_OK) == 0 else { throw FileError.system("write", path, errno) }
    }
    guard access(folder, W_OK | X_OK) == 0 else { throw FileError.system("write", path, errno) }
  }

  /// The folder that a file is in.
  static func folder(of path: String) -> String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty ? "." : folder
  }

  private static func status(_ path: String) -> stat? {
    var found = stat()
    return stat(path, &found) == 0 ? found : nil
  }

  private static func isSame(_ old: stat, _ path: String) -> Bool {
    guard let other = status(path) else { return false }
    return other.st_dev == old.st_dev && other.st_ino == old.st_ino
  }

  /// Whether a file lies in a folder or below, links resolved.
  private static func lies(_ path: String, in folder: String) -> Bool {
    guard let found = status(folder), found.st_mode & S_IFMT == S_IFDIR else { return false }
    guard let file = resolvedPath(path), let place = resolvedPath(folder) else { return false }
    return file.hasPrefix(place == "/" ? place : place + "/")
  }
}
