import Distributed
import Runs

/// What the processes of a training agree on after each step.
struct StepAgreement {
  /// Whether the owner measures before the next step.
  var isMeasurementDue = false
  /// Whether the owner was asked to stop while it measured.
  var isMeasurementCut = false
  /// Whether the training ends here.
  var isStopped = false
  /// The number of images that cannot be read.
  var badImages = 0

  /// What holds for all, of what each says; the time at `position` becomes the owner's.
  ///
  /// One message, in which each says the same numbers; who is alone agrees with itself.
  func settled(at position: inout TrainingPosition, in group: ProcessGroup) throws -> StepAgreement {
    let all = try group.numbers([
      position.elapsedSeconds, position.warmupEndSeconds ?? -1, isMeasurementCut ? 1 : 0, isStopped ? 1 : 0,
      Double(badImages), isMeasurementDue ? 1 : 0,
    ])
    position.elapsedSeconds = all[0][0]
    position.warmupEndSeconds = all[0][1] < 0 ? nil : all[0][1]
    return StepAgreement(
      isMeasurementDue: all[0][5] > 0, isMeasurementCut: all.contains { $0[2] > 0 },
      isStopped: all.contains { $0[3] > 0 },
      badImages: Int(all.map { $0[4] }.max() ?? 0))
  }
}
