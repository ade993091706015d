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

  /// Writes rows one after the other, so that those of a million images need not be in memory.
  ///
  /// - Parameters:
  ///   - columns: The titles of a table.
  ///   - rows: What is listed.
  ///   - fields: The fields of a row of a table.
  /// - Throws: `FileError` if the file cannot be written.
  func write<Row: Encodable>(columns: [String], rows: some Sequence<Row>, fields: (Row) -> [String]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(to: path) { append in
      var buffer = isJSON ? Data("[".utf8) : Data(CSV.line(columns).utf8)
      var isFirst = true
      for row in rows {
        if isJSON {
          buffer += Data((isFirst ? "\n" : ",\n").utf8) + (try encoder.encode(row))
        } else {
          buffer += Data(CSV.line(fields(row)).utf8)
        }
        isFirst = false
        guard buffer.count > 1 << 16 else { continue }
        try Interruption.check()
        try buffer.withUnsafeBytes { try append($0) }
        buffer.removeAll(keepingCapacity: true)
      }
      if isJSON { buffer += Data("\n]\n".utf8) }
      try buffer.withUnsafeBytes { try append($0) }
    }
  }
}
