import Files
import Foundation

/// The records of a file with one JSON object in each line, as an append-only log has them.
public struct JSONLines<Record: Decodable> {
  /// The records in order.
  public let records: [Record]
  /// Whether the last line is cut off, as the kill of a process leaves it, or as it looks while it is written.
  public let isCutOff: Bool

  /// Reads a file; one that does not exist has no records.
  ///
  /// - Throws: `FileError` that names the line if one before the last cannot be understood, or one that is complete.
  public init(contentsOf path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      (records, isCutOff) = ([], false)
      return
    }
    let data = try readFile(path)
    let lines = data.split(separator: UInt8(ascii: "\n"))
    let decoder = JSONDecoder()
    var records: [Record] = []
    records.reserveCapacity(lines.count)
    for (number, line) in lines.enumerated() {
      do {
        records.append(try decoder.decode(Record.self, from: line))
      } catch {
        guard number == lines.count - 1, data.last != UInt8(ascii: "\n") else {
          throw FileError(
            .damaged, "\(path): line \(number + 1) is not what a training writes; restore the file, or delete the line")
        }
        self.records = records
        isCutOff = true
        return
      }
    }
    self.records = records
    isCutOff = false
  }
}
