import Foundation

/// The records of a log with one JSON object in each line, of which only what is new is read.
///
/// A last line without its end is left out: it is being written, or a kill has cut it off. A whole line that cannot be
/// understood is an error. Empty lines count, and say nothing.
public struct JSONLines<Record: Decodable> {
  /// The records so far, in order.
  public private(set) var records: [Record] = []
  /// Whether the last line had no end when the file was read.
  public private(set) var isCutOff = false

  private let path: String
  private let decoder = JSONDecoder()
  /// Where the next line begins.
  private var offset = 0
  private var linesRead = 0
  /// Which file was read: a run that is resumed puts another one in its place.
  private var identity: FileIdentity?

  private struct FileIdentity: Equatable {
    let device: dev_t
    let number: ino_t
  }

  /// Follows a file that need not be there yet; nothing is read before ``refresh()``.
  public init(following path: String) { self.path = path }

  /// Reads a file; one that does not exist has no records.
  ///
  /// - Throws: ``FileError`` if the file cannot be read, or one of kind `damaged` that names the line that is no record.
  public init(contentsOf path: String) throws {
    self.init(following: path)
    try refresh()
  }

  /// Reads the lines that were added, or all of them if another or a shorter file has taken the place of the one before.
  ///
  /// - Throws: ``FileError`` if the file cannot be read, or one of kind `damaged` that names the line that is no record;
  ///   the lines before it are kept.
  public mutating func refresh() throws {
    guard let data = try readOn() else { return }
    try take(data) { log, _, record in log.records.append(record) }
  }

  /// Calls `body` with every line of a file, without its end, and its record.
  static func forEachLine(of path: String, _ body: (_ line: Data, Record) -> Void) throws {
    var log = JSONLines(following: path)
    guard let data = try log.readOn() else { return }
    try log.take(data) { body($1, $2) }
  }

  private mutating func take(_ data: Data, _ body: (inout JSONLines, Data, Record) -> Void) throws {
    isCutOff = data.last.map { $0 != UInt8(ascii: "\n") } ?? false
    guard let end = data.lastIndex(of: UInt8(ascii: "\n")) else { return }
    for line in data[..<end].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if !line.isEmpty {
        guard let record = try? decoder.decode(Record.self, from: line) else {
          throw FileError(
            .damaged,
            "\(path) is damaged: line \(linesRead + 1) cannot be understood; restore the file, or delete the line")
        }
        body(&self, line, record)
      }
      linesRead += 1
      offset += line.count + 1
    }
  }

  /// What the file holds from the next line on; nil if there is no file, and then there are no records either.
  private mutating func readOn() throws -> Data? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno == ENOENT else { throw FileError.system("read", path, errno) }
      restart(with: nil)
      return nil
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError.system("read", path, errno) }
    let found = FileIdentity(device: status.st_dev, number: status.st_ino)
    if found != identity || status.st_size < offset { restart(with: found) }
    var data = Data(count: Int(status.st_size) - offset)
    let (size, start) = (data.count, offset)
    let count = try data.withUnsafeMutableBytes { (bytes: UnsafeMutableRawBufferPointer) throws -> Int in
      var done = 0
      while done < size {
        let count = pread(descriptor, bytes.baseAddress?.advanced(by: done), size - done, off_t(start + done))
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw FileError.system("read", path, errno) }
        // Cut short since it was measured.
        if count == 0 { break }
        done += count
      }
      return done
    }
    return data.prefix(count)
  }

  private mutating func restart(with file: FileIdentity?) {
    (records, isCutOff, offset, linesRead, identity) = ([], false, 0, 0, file)
  }
}
