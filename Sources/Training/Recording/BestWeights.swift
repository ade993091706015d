import Encoders
import Files
import Foundation
import Runs

/// Keeps the weights of the best measurement of a training in a folder of their own.
///
/// How good they are stands in the run's log of measurements, in the line of their step, so that a training that is resumed goes on
/// to compare with it.
package struct BestWeights {
  /// The best measurement so far; nil before the first.
  package private(set) var record: MonitorRecord?
  private let run: RunFolder

  /// What a run has kept so far.
  ///
  /// - Throws: `FileError` if the log of measurements cannot be understood.
  package init(of run: RunFolder) throws {
    self.run = run
    // What a kill has left before the first weights were there is none.
    guard let step = TrainedWeights.step(in: run.best) else { return }
    record = try readMonitor(of: run).last { $0.step == step }
  }

  /// Whether a measurement is better than all before.
  func isBetter(_ other: MonitorRecord) -> Bool {
    guard let score = other.score, score.isFinite else { return false }
    return score > record?.score ?? -.infinity
  }

  /// Keeps the weights that a measurement was taken of.
  ///
  /// - Throws: `FileError` if they cannot be written.
  mutating func keep(_ weights: TrainedWeights, of record: MonitorRecord) throws {
    try createFolder(run.best.path)
    try AtomicFile.write(Data(readFile(run.configurationFile)), to: run.best.configurationFile)
    try weights.write(to: run.best) { _ in }
    self.record = record
  }

  /// Writes what a kill has left out between the two files of the weights: those of the newest checkpoint then, which was written
  /// right before.
  func complete(_ newest: TrainedWeights) throws {
    guard let step = TrainedWeights.step(in: run.best), step == newest.step else { return }
    if !TrainedWeights.areOfStep(step, in: run.best) { try newest.write(to: run.best) { _ in } }
  }
}
