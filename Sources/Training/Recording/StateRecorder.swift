import Encoders
import Files
import Runs

/// Keeps the state of a training in its run folder as one unit: a checkpoint to go on from, and the weights for everyone else.
///
/// The checkpoint comes first, whole or not at all, and holds everything; then backbone and projector, which name its step;
/// at last older checkpoints are removed. A kill leaves, whenever it comes, weights of one step that say which: those of the
/// checkpoint before, or those of the new one, which ``TrainedWeights`` takes from the checkpoint where only the backbone is
/// new. The training that goes on writes what is missing.
struct StateRecorder {
  /// The step of the newest checkpoint; nil without one.
  private(set) var lastStep: Int?
  /// The time of training at the newest checkpoint, in seconds; 0 without one.
  private(set) var lastSeconds = 0.0
  /// Called after each file was written; a test that throws here leaves what a kill would.
  var wasWritten: (_ path: String) throws -> Void = { _ in }
  private let run: RunFolder

  init(_ run: RunFolder) { self.run = run }

  /// Brings `state` to the newest checkpoint if there is one, else leaves it as it is.
  ///
  /// - Throws: `FileError` of kind `damaged` that names the file and the remedy, `StateError` for another network's.
  mutating func restore(_ state: TrainingState) throws {
    guard let checkpoint = try Checkpoint.newest(in: run) else { return }
    try state.load(checkpoint)
    lastStep = checkpoint.position.step
    lastSeconds = checkpoint.position.elapsedSeconds
  }

  /// Makes the weights those of `state`, which was restored, and removes those of a training that is gone.
  func completeWeights(of state: TrainingState) throws {
    guard let lastStep else { return try TrainedWeights.remove(from: run) }
    if !TrainedWeights.areOfStep(lastStep, in: run) { try state.weights().write(to: run, wasWritten: wasWritten) }
  }

  /// Writes the state, unless it is there already.
  ///
  /// - Throws: ``TrainingError`` if a weight is no longer finite: a bad state never replaces a good one. `FileError` if a file
  ///   cannot be written.
  mutating func keep(_ state: TrainingState, peakRate: Double) throws {
    let step = state.position.step
    guard step != lastStep else { return }
    if let name = try state.firstNotFinite() {
      throw TrainingError.diverged(
        "\(name) holds a value that is not finite", step: step, checkpoint: lastStep, rate: peakRate)
    }
    try state.checkpoint().write(to: run)
    lastStep = step
    lastSeconds = state.position.elapsedSeconds
    try wasWritten(run.checkpointFile(step: step))
    try state.weights().write(to: run, wasWritten: wasWritten)
    Checkpoint.removeOld(in: run)
  }
}
