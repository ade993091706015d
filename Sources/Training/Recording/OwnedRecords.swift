import Runs

/// What the process that owns a run writes beside its logs: the states, and the weights of the best measurement.
struct OwnedRecords {
  var states: StateRecorder
  var best: BestWeights

  /// Brings `state` to the newest checkpoint of a run, if there is one.
  ///
  /// - Throws: `FileError` if a file is damaged, `StateError` if it is another network's.
  init(_ run: RunFolder, restoring state: TrainingState) throws {
    states = StateRecorder(run)
    try states.restore(state)
    best = try BestWeights(of: run)
  }

  /// Writes what a kill has left out, of a `state` that was restored.
  func complete(_ state: TrainingState) throws {
    try states.completeWeights(of: state)
    try best.complete(state.weights())
  }
}
