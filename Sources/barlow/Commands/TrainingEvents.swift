import Foundation
import Reporting
import Runs

/// The TensorBoard events of a training, where they are wanted.
///
/// What goes wrong is kept until the training has stopped, which it is asked to: its hooks cannot throw.
final class TrainingEvents {
  /// Why events could not be written; nil if they could.
  private(set) var failure: (any Error)?
  private let writer: EventFileWriter?

  /// Begins a file in the run folder if `isWanted`, of a training that has done `stepsDone` steps before.
  init(_ isWanted: Bool, run: RunFolder, stepsDone: Int) throws {
    // Files that are there already may hold steps that are done once more.
    let goesOn = FileManager.default.fileExists(atPath: run.eventFolder)
    writer = isWanted ? try EventFileWriter(folder: run.eventFolder, resumingAt: goesOn ? stepsDone + 1 : nil) : nil
  }

  /// Adds a step.
  func add(_ metrics: StepMetrics) { record { try $0.add(metrics) } }

  /// Adds a measurement of the monitor.
  func add(_ measurement: MonitorRecord) { record { try $0.add(measurement) } }

  private func record(_ write: (EventFileWriter) throws -> Void) {
    guard let writer, failure == nil else { return }
    do { try write(writer) } catch { failure = error }
  }
}
