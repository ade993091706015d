import Files
import Foundation

/// The evaluations that a run's folder keeps, oldest first; none if there is no such file.
///
/// A line that a kill cut off is left out.
///
/// - Throws: `FileError` if the file is there but cannot be read.
public func readEvaluations(of run: RunFolder) throws -> [EvaluationRecord] {
  guard FileManager.default.fileExists(atPath: run.evaluationsFile) else { return [] }
  let decoder = JSONDecoder()
  return try readFile(run.evaluationsFile).split(separator: UInt8(ascii: "\n")).compactMap {
    try? decoder.decode(EvaluationRecord.self, from: $0)
  }
}

extension RunFolder {
  /// Adds evaluations to `evaluations.jsonl` in a single write, so that a kill leaves at most one broken line.
  ///
  /// - Throws: `FileError` if the file cannot be written.
  public func append(_ records: [EvaluationRecord]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var lines = Data()
    for record in records {
      lines.append(try encoder.encode(record))
      lines.append(UInt8(ascii: "\n"))
    }
    let path = evaluationsFile
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw FileError.system("write", path, errno) }
    defer { close(descriptor) }
    try Self.removeCutOffLine(descriptor, path: path)
    let written = lines.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
    guard written == lines.count else { throw FileError.system("write", path, written < 0 ? errno : ENOSPC) }
  }

  /// Takes away what a kill left of a last line, which would spoil the next one.
  private static func removeCutOffLine(_ descriptor: Int32, path: String) throws {
    let size = lseek(descriptor, 0, SEEK_END)
    var last = UInt8(ascii: "\n")
    guard size > 0, pread(descriptor, &last, 1, size - 1) == 1, last != UInt8(ascii: "\n") else { return }
    let kept = try readFile(path).lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    guard ftruncate(descriptor, off_t(kept)) == 0 else { throw FileError.system("write", path, errno) }
  }

  /// The steps of training behind the run's weights: those of the newest checkpoint, else of the last line of the log.
  ///
  /// Nil for weights that no training is known of.
  public var weightsStep: Int? { checkpointStep ?? (try? readMetrics(of: self))?.last?.step }
}
