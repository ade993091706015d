import Files
import Foundation

/// The steps that a run has logged; a last line that is cut off is left out.
///
/// - Throws: `FileError`: `missing` if there is no log, `damaged` with the number of a line that cannot be understood.
package func readMetrics(of run: RunFolder) throws -> [StepMetrics] {
  guard FileManager.default.fileExists(atPath: run.metricsFile) else {
    throw FileError.system("read", run.metricsFile, ENOENT)
  }
  return try JSONLines(contentsOf: run.metricsFile).records
}

/// What a run's monitor has seen, nothing if it had none; a last line that is cut off is left out.
///
/// - Throws: `FileError` if the log cannot be read, of kind `damaged` with the number of a line that cannot be understood.
package func readMonitor(of run: RunFolder) throws -> [MonitorRecord] {
  try JSONLines(contentsOf: run.monitorFile).records
}

/// The evaluations that a run's folder keeps, oldest first, none if there is no log; a last line that is cut off is left
/// out.
///
/// - Throws: `FileError` if the log cannot be read, of kind `damaged` with the number of a line that cannot be understood.
package func readEvaluations(of run: RunFolder) throws -> [EvaluationRecord] {
  try JSONLines(contentsOf: run.evaluationsFile).records
}
