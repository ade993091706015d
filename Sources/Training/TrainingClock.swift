import BarlowTwins
import NN
import Runs

/// Where a training is on its way: what a position means for its length, its warm-up and its learning rates.
///
/// A length in epochs is counted in steps, one in minutes by the time of training; a warm-up is counted in steps in either case.
/// Everything is a function of the position, so that a training that goes on from a checkpoint goes on in its schedule too.
package struct TrainingClock: Equatable, Sendable {
  /// When the training ends.
  package let length: TrainingLength
  /// The number of batches in an epoch, at least 1.
  package let stepsPerEpoch: Int
  /// The epochs over which the rates rise from 0; the end of the training cuts short a warm-up that is longer.
  package let warmupEpochs: Double

  package init(length: TrainingLength, stepsPerEpoch: Int, warmupEpochs: Double) {
    precondition(
      stepsPerEpoch > 0 && warmupEpochs >= 0, "an epoch has a step, and a warm-up does not end before the start")
    self.length = length
    self.stepsPerEpoch = stepsPerEpoch
    self.warmupEpochs = warmupEpochs
  }

  /// The number of epochs of the whole training; nil if its length is a time.
  package var totalEpochs: Int? {
    if case .epochs(let epochs) = length { epochs } else { nil }
  }

  /// The number of steps of the whole training; nil if its length is a time.
  package var totalSteps: Int? { totalEpochs.map { $0 * stepsPerEpoch } }

  /// The share of the training that is done; may pass 1 when the length is a time.
  package func fraction(at position: TrainingPosition) -> Double {
    switch length {
    case .epochs(let epochs): Double(position.step) / Double(epochs * stepsPerEpoch)
    case .minutes(let minutes): position.elapsedSeconds / (60 * minutes)
    }
  }

  /// Whether no step is left to take.
  package func isOver(at position: TrainingPosition) -> Bool { fraction(at: position) >= 1 }

  /// The number of epochs done, with its fraction.
  package func epoch(at position: TrainingPosition) -> Double { Double(position.step) / Double(stepsPerEpoch) }

  /// Whether the next step comes after the warm-up.
  package func isWarmupOver(at position: TrainingPosition) -> Bool { Double(position.step) >= warmupSteps }

  /// The factor on the learning rates for the step that comes next: from 0 at the start over 1 at the end of the warm-up
  /// to a thousandth at the end, and never more than 1.
  ///
  /// A length in minutes cannot be known in steps, so its cosine runs over the time that remained when the warm-up was over.
  package func rateFactor(at position: TrainingPosition) -> Double {
    switch length {
    case .epochs(let epochs):
      return WarmupCosineSchedule(warmup: warmupSteps, total: Double(epochs * stepsPerEpoch))
        .factor(at: Double(position.step))
    case .minutes(let minutes):
      guard isWarmupOver(at: position) else { return Double(position.step) / warmupSteps }
      let warmupEnd = position.warmupEndSeconds ?? 0
      return WarmupCosineSchedule(warmup: 0, total: max(60 * minutes - warmupEnd, 0))
        .factor(at: position.elapsedSeconds - warmupEnd)
    }
  }

  /// The time until the end, in seconds, at the pace of `stepsDone` steps in `seconds`; a length in minutes needs no pace.
  package func secondsLeft(at position: TrainingPosition, stepsDone: Int, seconds: Double) -> Double {
    switch length {
    case .epochs(let epochs):
      Double(epochs * stepsPerEpoch - position.step) * seconds / Double(max(stepsDone, 1))
    case .minutes(let minutes): max(60 * minutes - position.elapsedSeconds, 0)
    }
  }

  /// The position one step after `position`, when `elapsedSeconds` of training are over; notes the end of the warm-up.
  package func position(after position: TrainingPosition, elapsedSeconds: Double) -> TrainingPosition {
    var next = position
    next.step += 1
    next.elapsedSeconds = elapsedSeconds
    if isWarmupOver(at: next), next.warmupEndSeconds == nil { next.warmupEndSeconds = elapsedSeconds }
    return next
  }

  private var warmupSteps: Double { warmupEpochs * Double(stepsPerEpoch) }
}
