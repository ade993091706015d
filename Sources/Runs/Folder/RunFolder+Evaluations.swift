import Files
import Formatting
import Foundation

extension RunFolder {
  /// How long an evaluation waits for others that are being recorded.
  static let patienceSeconds = 10.0

  /// Adds evaluations to `evaluations.jsonl` in a single write, while no other process adds any.
  ///
  /// - Throws: `FileError` if the file cannot be written, of kind `inUse` if another process keeps it for long.
  public func append(_ records: [EvaluationRecord]) throws {
    try append(records, patienceSeconds: Self.patienceSeconds)
  }

  func append(_ records: [EvaluationRecord], patienceSeconds: Double) throws {
    // The log is its own lock: it is never replaced by another file.
    let lock = try FileLock(
      path: evaluationsFile, purpose: evaluationsFile, remedy: "evaluate again when that one is done",
      patienceSeconds: patienceSeconds)
    defer { withExtendedLifetime(lock) {} }
    let now = Timestamp.record(.now)
    let dated = records.map { record in
      var record = record
      record.date = record.date ?? now
      return record
    }
    try JSONLinesWriter(path: evaluationsFile).append(contentsOf: dated)
  }
}
