import Foundation
import TestSupport

/// The files of `Corpus`, each with a fault of its own.
enum ImageCorpus {
  /// The folder, found from this file's place.
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

  /// All files by name; the word before the first dash is what the decoder must make of them.
  static func files() throws -> [(name: String, bytes: [UInt8])] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { !$0.hasSuffix(".py") && !$0.hasSuffix(".md") }
      .map { ($0, [UInt8](try Data(contentsOf: folder.appending(path: $0)))) }
  }
}
