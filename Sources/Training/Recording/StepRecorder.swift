import Files
import Runs

/// Logs what happens at the steps of a training: a line of `metrics.jsonl` and of its table for each, and one of
/// `monitor.jsonl` for what a monitor has seen.
struct StepRecorder {
  private let metrics: JSONLinesWriter<StepMetrics>
  private let table: MetricsTable
  private let measurements: JSONLinesWriter<MonitorRecord>?

  /// Begins or goes on with the logs of a run; lines after `step` are dropped.
  ///
  /// - Throws: `FileError` if a log cannot be written, of kind `damaged` that names a line that cannot be understood.
  init(_ run: RunFolder, keepingThrough step: Int, isMonitored: Bool) throws {
    metrics = try JSONLinesWriter(path: run.metricsFile, keepingThrough: step)
    table = try MetricsTable(path: run.metricsTableFile, steps: readMetrics(of: run))
    measurements = isMonitored ? try JSONLinesWriter(path: run.monitorFile, keepingThrough: step) : nil
  }

  /// Adds a step.
  func record(_ step: StepMetrics) throws {
    try metrics.append(step)
    try table.append(step)
  }

  /// Adds what the monitor has seen.
  func record(_ measurement: MonitorRecord) throws { try measurements?.append(measurement) }
}
