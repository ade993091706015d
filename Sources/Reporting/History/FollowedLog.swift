import Files
import Foundation

/// A growing file with one JSON object in each line, of which only what is new is read.
public struct FollowedLog<Record: Decodable> {
  /// The records so far, in order.
  public private(set) var records: [Record] = []
  private let path: String
  private let decoder = JSONDecoder()
  private var offset: UInt64 = 0
  /// Which file was read: a run that is resumed puts another one in its place.
  private var identity: UInt64?

  /// Follows a file, which need not be there yet.
  public init(path: String) { self.path = path }

  /// Reads the complete lines that were added; all of them again if the file has become shorter, as when a run is resumed.
  ///
  /// - Throws: `FileError` if the file cannot be read, or a line is not such a record.
  public mutating func refresh() throws {
    guard let file = FileHandle(forReadingAtPath: path) else {
      guard FileManager.default.fileExists(atPath: path) else { return }
      throw FileError(.inputOutput, "cannot read \(path): access is denied")
    }
    defer { try? file.close() }
    do {
      var status = stat()
      fstat(file.fileDescriptor, &status)
      if try file.seekToEnd() < offset || identity != UInt64(status.st_ino) {
        (offset, records, identity) = (0, [], UInt64(status.st_ino))
      }
      try file.seek(toOffset: offset)
      let data = try file.readToEnd() ?? Data()
      guard let end = data.lastIndex(of: UInt8(ascii: "\n")) else { return }
      for line in data[...end].split(separator: UInt8(ascii: "\n")) {
        guard let record = try? decoder.decode(Record.self, from: line) else {
          throw FileError(.damaged, "\(path) has a line that no training writes; restore the file, or delete the line")
        }
        records.append(record)
      }
      offset += UInt64(data.distance(from: data.startIndex, to: end) + 1)
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError(.inputOutput, "cannot read \(path): \(error.localizedDescription)")
    }
  }
}
