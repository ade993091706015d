import BarlowTwins
import Files
import Foundation

/// Everything that a run folder tells about its training without running the network.
package struct RunHistory {
  /// The folder.
  package let folder: RunFolder
  /// What the run is called in a report: the last part of its path, unless several would be called the same.
  package var name: String
  /// The configuration.
  package let record: RunRecord
  /// The steps; at least one.
  package let metrics: [StepMetrics]
  /// What was seen of the network during training.
  package let monitor: [MonitorRecord]
  /// The evaluations of the network.
  package let evaluations: [EvaluationRecord]
  /// What a reader should know about the files, a sentence each.
  package let remarks: [String]

  /// Reads a run folder.
  ///
  /// - Throws: `FileError` in one line if it holds no run, no step was recorded, or a file is damaged.
  package init(path: String) throws {
    folder = RunFolder(path)
    guard folder.holdsRun else { throw folder.missingRun }
    record = try RunRecord(contentsOf: folder.configurationFile)
    let steps = try JSONLines<StepMetrics>(contentsOf: folder.metricsFile)
    guard !steps.records.isEmpty else {
      throw FileError(.missing, "\(path) has no steps in metrics.jsonl yet; let the training do at least one")
    }
    metrics = steps.records
    let measurements = try JSONLines<MonitorRecord>(contentsOf: folder.monitorFile)
    monitor = measurements.records
    let results = try JSONLines<EvaluationRecord>(contentsOf: folder.evaluationsFile)
    evaluations = results.records
    let parts = (path as NSString).standardizingPath.split(separator: "/")
    name = parts.last.map(String.init) ?? path
    remarks = [
      ("metrics.jsonl", steps.isCutOff), ("monitor.jsonl", measurements.isCutOff),
      ("evaluations.jsonl", results.isCutOff),
    ].filter(\.1).map { "The last line of \(path)/\($0.0) is cut off and left out." }
  }

  /// Whether the minimized number is the Barlow Twins loss.
  package var minimizesBarlowTwins: Bool { record.objective.name == BarlowTwinsObjective.name }

  /// The diagnosis of the embeddings at the moments at which it was looked at.
  package var diagnoses: [(record: MonitorRecord, summary: EmbeddingSummary)] {
    monitor.compactMap { record in record.diagnosis.map { (record, $0) } }
  }

  /// Whether the diagnosis of the embeddings was recorded during training.
  package var hasDiagnoses: Bool { monitor.contains { $0.diagnosis != nil } }

  /// The settings by key as a user would write them.
  package var settings: [String: String] { ((try? record.configuration.settings) ?? [:]).mapValues(\.description) }

  /// The share of the time of each step that it waited for its batch, from 0 to 1.
  package var waitShares: [Double] {
    let batch = Double(record.batchSize)
    return metrics.map { step in
      step.imagesPerSecond > 0 && batch > 0 ? min(step.dataWaitSeconds * step.imagesPerSecond / batch, 1) : 0
    }
  }

  /// Images per second over the whole training: the batches over the sum of the steps' times.
  package var throughput: Double {
    // Every step has the same batch, so the harmonic mean is the total's.
    let times = metrics.filter { $0.imagesPerSecond > 0 }.map { 1 / $0.imagesPerSecond }
    let total = times.reduce(0, +)
    return total > 0 ? Double(times.count) / total : 0
  }

  /// The share of the whole time that steps waited for data.
  package var waitShare: Double {
    let batch = Double(record.batchSize)
    let seconds = metrics.filter { $0.imagesPerSecond > 0 }.map { batch / $0.imagesPerSecond }.reduce(0, +)
    return seconds > 0 ? min(metrics.map(\.dataWaitSeconds).reduce(0, +) / seconds, 1) : 0
  }

  /// The time that the steps took.
  package var seconds: Double {
    let batch = Double(record.batchSize)
    return metrics.filter { $0.imagesPerSecond > 0 }.map { batch / $0.imagesPerSecond }.reduce(0, +)
  }

  /// Reads several runs and gives each a name of its own.
  package static func read(_ paths: [String]) throws -> [RunHistory] {
    var runs = try paths.map { try RunHistory(path: $0) }
    let names = runs.map(\.name)
    for index in runs.indices where names.count(where: { $0 == names[index] }) > 1 {
      runs[index].name = paths[index]
    }
    return runs
  }
}
