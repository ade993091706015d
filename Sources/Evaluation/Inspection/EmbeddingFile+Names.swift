import Files
import Foundation
import NN

extension EmbeddingFile {
  /// The file of names that belongs to a `.npy` file.
  static func namesFile(of path: String) -> String { path.dropLast(4) + ".names.txt" }

  /// The name of each row's image as ``ExtractedFeatures`` writes it; nil if the file has no names with it.
  ///
  /// - Throws: `FileError` if names are there and cannot be read.
  public func names() throws -> [String]? {
    switch format {
    case .npy:
      let file = Self.namesFile(of: path)
      guard FileManager.default.fileExists(atPath: file) else { return nil }
      var lines = String(decoding: try readFile(file), as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false)
      if lines.last?.isEmpty == true { lines.removeLast() }
      return lines.map(String.init)
    case .npz: return nil
    case .safetensors:
      guard let text = try Safetensors(contentsOf: path).metadata["names"] else { return nil }
      guard let names = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
        throw FileError(.damaged, "\(path) holds names that are no JSON array of strings; leave them out")
      }
      return names
    case .csv, .tsv:
      let names = try DelimitedTable(contentsOf: path, separator: format == .csv ? "," : "\t").names
      return names.isEmpty ? nil : names
    }
  }
}
