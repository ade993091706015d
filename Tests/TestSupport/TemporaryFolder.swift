import Foundation

/// A folder of a test's own, removed when the test ends.
public final class TemporaryFolder {
  /// Where it is.
  public let path: String

  public init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "barlow-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of something inside.
  public func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file, with the folders above it.
  public func write(_ name: String, _ data: Data) throws {
    let url = URL(filePath: file(name))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }
}
