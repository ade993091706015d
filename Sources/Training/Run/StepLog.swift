import Files
import Foundation

/// An append-only log of records, one line of JSON each.
final class StepLog<Record: StepRecord> {
  private let path: String
  private let descriptor: Int32
  private let encoder = JSONEncoder()

  /// Opens the log and drops every line after `step`: a killed run may have logged steps that its checkpoint does not have.
  init(path: String, keepingThrough step: Int) throws {
    self.path = path
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if FileManager.default.fileExists(atPath: path) {
      let kept = try Self.completeLines(of: readFile(path)).filter { $0.record.step <= step }
      try AtomicFile.write(Data(kept.flatMap { $0.line + [UInt8(ascii: "\n")] }), to: path)
    }
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError.system("write", path, errno) }
  }

  deinit { close(descriptor) }

  /// Adds one record in a single write, so that a kill leaves at most one broken line at the end.
  func append(_ record: Record) throws {
    var line = try encoder.encode(record)
    line.append(UInt8(ascii: "\n"))
    let written = line.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    guard written == line.count else { throw FileError.system("write", path, written < 0 ? errno : ENOSPC) }
  }

  /// Every record of a log; a line that a kill cut off is left out.
  static func read(_ path: String) throws -> [Record] { try completeLines(of: readFile(path)).map(\.record) }

  private static func completeLines(of data: Data) -> [(line: Data, record: Record)] {
    let decoder = JSONDecoder()
    return data.split(separator: UInt8(ascii: "\n")).compactMap { line in
      (try? decoder.decode(Record.self, from: line)).map { (line, $0) }
    }
  }
}

/// The steps that a run has logged.
public func readMetrics(of run: RunFolder) throws -> [StepMetrics] { try StepLog.read(run.metricsFile) }

/// What a run's monitor has seen; nothing if it had none.
public func readMonitor(of run: RunFolder) throws -> [MonitorRecord] {
  FileManager.default.fileExists(atPath: run.monitorFile) ? try StepLog.read(run.monitorFile) : []
}
