import Files
import Foundation

extension EmbeddingFile {
  /// The name of each row's image as `ExtractedFeatures` writes it; nil if the file has no names with it.
  ///
  /// - Throws: As ``contents()``.
  public func names() throws -> [String]? { try contents().names }

  /// The file of names that belongs to a `.npy` file.
  package static func namesFile(of path: String) -> String { path.dropLast(4) + ".names.txt" }

  /// The files that features are written to, the one with the values first: of `.npy` its names, labels, classes and origin too.
  package static func files(at path: String, format: Format) -> [String] {
    switch format {
    case .npy:
      [
        path, namesFile(of: path), labelsFile(of: path), classesFile(of: path),
        FeatureOrigin.file(beside: path),
      ]
    case .csv: [path, FeatureOrigin.file(beside: path)]
    case .safetensors, .npz, .tsv, .parquet: [path]
    }
  }

  /// The file with the number of each row's class that belongs to a `.npy` file.
  package static func labelsFile(of path: String) -> String { path.dropLast(4) + ".labels.npy" }

  /// The file with the name of each number of a `.npy` file's labels.
  package static func classesFile(of path: String) -> String { path.dropLast(4) + ".classes.txt" }

  /// The lines of the file of names that belongs to a `.npy` file; nil if there is none.
  static func namesBeside(_ path: String) throws -> [String]? {
    let file = namesFile(of: path)
    guard FileManager.default.fileExists(atPath: file) else { return nil }
    var lines = String(decoding: try readFile(file), as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map(String.init)
  }

  /// The names in the metadata of a safetensors file; nil if there are none.
  static func names(in metadata: [String: String], of path: String) throws -> [String]? {
    guard let text = metadata["names"] else { return nil }
    guard let names = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
      throw FileError(.damaged, "\(path) holds names that are no JSON array of strings; leave them out")
    }
    return names
  }
}
