import Foundation

/// Adds records to a log with one JSON object in each line, which ``JSONLines`` reads.
///
/// Whatever a kill left of a last line is taken away first.
public final class JSONLinesWriter<Record: Encodable> {
  private let file: AppendedFile
  private let encoder = JSONEncoder()

  /// Opens the log, creating it if need be.
  ///
  /// - Throws: ``FileError`` if it cannot be written.
  public init(path: String) throws {
    file = try AppendedFile(path: path)
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try file.removeCutOffLine()
  }

  /// Adds one record.
  ///
  /// - Throws: ``FileError`` if the file cannot be written, `EncodingError` for a number that JSON does not have.
  public func append(_ record: Record) throws { try append(contentsOf: [record]) }

  /// Adds records in a single write: a kill leaves all of them, or a part of which at most one line is cut off.
  ///
  /// - Throws: ``FileError`` if the file cannot be written, `EncodingError` for a number that JSON does not have.
  public func append(contentsOf records: [Record]) throws {
    var lines = Data()
    for record in records {
      lines.append(try encoder.encode(record))
      lines.append(UInt8(ascii: "\n"))
    }
    try file.append(lines)
  }
}

extension JSONLinesWriter where Record: Decodable {
  /// Opens the log with those of its lines, as they stand there, that hold such records.
  ///
  /// The file is replaced in one step, so that whoever follows it notices.
  ///
  /// - Throws: ``FileError`` if it cannot be read or written, or of kind `damaged` that names a line that is no record.
  public convenience init(path: String, keeping isKept: (Record) -> Bool) throws {
    if FileManager.default.fileExists(atPath: path) {
      var kept = Data()
      try JSONLines<Record>.forEachLine(of: path) { line, record in
        guard isKept(record) else { return }
        kept.append(line)
        kept.append(UInt8(ascii: "\n"))
      }
      try AtomicFile.write(kept, to: path)
    }
    try self.init(path: path)
  }
}
