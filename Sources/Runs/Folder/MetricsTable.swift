import Files
import Foundation

/// The steps of a run as a table of comma-separated values, one line a step, for spreadsheets: what `metrics.jsonl` says.
package final class MetricsTable {
  private let file: AppendedFile

  private static let columns: [(name: String, value: @Sendable (StepMetrics) -> String)] = [
    ("step", { String($0.step) }), ("epoch", { String($0.epoch) }), ("loss", { "\($0.loss)" }),
    ("invariance", { "\($0.invariance)" }), ("redundancy", { "\($0.redundancy)" }),
    ("meanDiagonal", { "\($0.meanDiagonal)" }), ("learningRate", { "\($0.learningRate)" }),
    ("biasLearningRate", { "\($0.biasLearningRate)" }), ("imagesPerSecond", { "\($0.imagesPerSecond)" }),
    ("dataWaitSeconds", { "\($0.dataWaitSeconds)" }),
  ]

  /// Begins the table with the steps that a run has done before, in place of whatever table is there.
  ///
  /// - Throws: `FileError` if the file cannot be written.
  package init(path: String, steps: [StepMetrics]) throws {
    let lines = [CSV.line(Self.columns.map(\.name))] + steps.map(Self.line)
    try AtomicFile.write(Data(lines.joined().utf8), to: path)
    file = try AppendedFile(path: path)
  }

  /// Adds a step in a single write.
  ///
  /// - Throws: `FileError` if the file cannot be written.
  package func append(_ metrics: StepMetrics) throws { try file.append(Array(Self.line(metrics).utf8)) }

  private static func line(_ metrics: StepMetrics) -> String {
    CSV.line(columns.map { $0.value(metrics) })
  }
}
