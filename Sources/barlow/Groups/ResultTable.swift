import Files
import Foundation

/// The file in which a command lists images: comma-separated values or JSON, by its ending.
struct ResultTable {
  private let path: String
  private let isJSON: Bool

  /// Looks at the name of the file before anything is computed.
  ///
  /// - Throws: `UsageError` for another ending.
  init(_ path: String, flag: String) throws {
    self.path = path
    let name = path.lowercased()
    guard name.hasSuffix(".csv") || name.hasSuffix(".json") else {
      throw UsageError("\(flag) must end in .csv or .json, not \"\(path)\"")
    }
    isJSON = name.hasSuffix(".json")
  }

  /// Writes the rows.
  func write(columns: [String], rows: [[String]], json: some Encodable) throws {
    if isJSON {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return try AtomicFile.write(encoder.encode(json) + Data("\n".utf8), to: path)
    }
    try AtomicFile.write(to: path) { append in
      for row in [columns] + rows { try Array(CSV.line(row).utf8).withUnsafeBytes { try append($0) } }
    }
  }
}
