import BarlowTwins
import Foundation
import NN
import Runs
import Testing

@testable import Training

/// The schedule of a training as a function of its position, for both kinds of length.
@Suite struct TrainingClockTests {
  private static let finalFactor = 0.001

  private func clock(_ length: TrainingLength, stepsPerEpoch: Int = 4, warmup: Double) -> TrainingClock {
    TrainingClock(length: length, stepsPerEpoch: stepsPerEpoch, warmupEpochs: warmup)
  }

  private func position(_ step: Int, seconds: Double = 0, warmupEnd: Double? = nil) -> TrainingPosition {
    var position = TrainingPosition()
    position.step = step
    position.elapsedSeconds = seconds
    position.warmupEndSeconds = warmupEnd
    return position
  }

  /// The published cosine at a share `p` of what comes after the warm-up.
  private func cosine(_ p: Double) -> Double {
    let c = (1 + cos(.pi * p)) / 2
    return c + Self.finalFactor * (1 - c)
  }

  /// Takes steps until the training is over, `seconds(step)` each: the position and the factor before each step, and the
  /// position at the end.
  private func run(
    _ clock: TrainingClock, from start: TrainingPosition = TrainingPosition(), seconds: (Int) -> Double
  ) -> (steps: [(position: TrainingPosition, factor: Double)], end: TrainingPosition) {
    var (steps, now): ([(TrainingPosition, Double)], TrainingPosition) = ([], start)
    while !clock.isOver(at: now) {
      steps.append((now, clock.rateFactor(at: now)))
      now = clock.position(after: now, elapsedSeconds: now.elapsedSeconds + seconds(now.step))
    }
    return (steps, now)
  }

  /// Steps of unequal length, exact in binary so that their sums are too.
  private func unequal(_ step: Int) -> Double { [0.5, 0.25, 1, 0.125][step % 4] }

  // MARK: - Epochs

  @Test(arguments: [(0.0, 3), (1.0, 3), (2.0, 5), (0.6, 2), (2.9, 3)])
  func epochsAreCountedInSteps(warmup: Double, epochs: Int) throws {
    let clock = clock(.epochs(epochs), warmup: warmup)
    let (warmupSteps, total) = (warmup * 4, epochs * 4)
    #expect(clock.totalEpochs == epochs && clock.totalSteps == total)
    let (steps, end) = run(clock, seconds: unequal)
    #expect(steps.map(\.position.step) == Array(0..<total) && end.step == total)
    for (position, factor) in steps {
      let step = Double(position.step)
      let expected =
        step < warmupSteps ? step / warmupSteps : cosine((step - warmupSteps) / (Double(total) - warmupSteps))
      #expect(abs(factor - expected) < 1e-15, "step \(position.step)")
      #expect(clock.fraction(at: position) == step / Double(total))
      #expect(clock.epoch(at: position) == step / 4)
      #expect(clock.isWarmupOver(at: position) == (step >= warmupSteps))
    }
  }

  @Test func theFactorIsTheOptimizersScheduleToTheLastBit() {
    let clock = clock(.epochs(7), stepsPerEpoch: 13, warmup: 1.3)
    let schedule = WarmupCosineSchedule(warmup: 1.3 * 13, total: 91)
    for step in 0...91 { #expect(clock.rateFactor(at: position(step)) == schedule.factor(at: Double(step))) }
  }

  @Test func theLastStepOfAnEpochCountEndsIt() {
    let clock = clock(.epochs(3), warmup: 1)
    #expect(!clock.isOver(at: position(11)) && clock.isOver(at: position(12)) && clock.isOver(at: position(13)))
    #expect(clock.fraction(at: position(12)) == 1)
  }

  // MARK: - Minutes

  /// With a warm-up of 5 steps, then 5 times 0.5, 0.25, 1 and 0.125 s and so on in 0.25 minutes.
  @Test(arguments: [1.25, 1.1])
  func minutesWarmUpBySteps(warmup: Double) throws {
    let clock = clock(.minutes(0.25), warmup: warmup)
    #expect(clock.totalEpochs == nil && clock.totalSteps == nil)
    let (steps, end) = run(clock, seconds: unequal)
    // 0.5 + 0.25 + 1 + 0.125 + 0.5: the fifth step is the last of the warm-up.
    let warmupEnd = 2.375
    #expect(end.warmupEndSeconds == warmupEnd)
    #expect(end.elapsedSeconds == 15)
    var elapsed = 0.0
    for (step, (position, factor)) in steps.enumerated() {
      #expect(position.step == step && position.elapsedSeconds == elapsed)
      #expect(position.warmupEndSeconds == (step < 5 ? nil : warmupEnd), "step \(step)")
      let expected = step < 5 ? Double(step) / (4 * warmup) : cosine((elapsed - warmupEnd) / (15 - warmupEnd))
      #expect(abs(factor - expected) < 1e-15, "step \(step)")
      #expect(clock.fraction(at: position) == elapsed / 15)
      elapsed += unequal(step)
    }
    // The peak is reached once, and the rate has fallen nearly to its end.
    #expect(steps.filter { $0.factor == 1 }.map(\.position.step) == [5])
    let last = try #require(steps.last?.factor)
    #expect(last < 0.02 && last > Self.finalFactor)
  }

  @Test func minutesEndWhenTheTimeIsOver() {
    let clock = clock(.minutes(0.5), warmup: 1)
    #expect(!clock.isOver(at: position(1_000_000, seconds: 29.999)))
    #expect(clock.isOver(at: position(1, seconds: 30)) && clock.isOver(at: position(1, seconds: 31)))
    // The last step may pass the end.
    #expect(clock.fraction(at: position(1, seconds: 45)) == 1.5)
    #expect(clock.rateFactor(at: position(9, seconds: 45, warmupEnd: 2)) == Self.finalFactor)
  }

  @Test func minutesWithoutAWarmUpStartAtThePeak() {
    let clock = clock(.minutes(1), warmup: 0)
    let (steps, end) = run(clock) { _ in 0.5 }
    #expect(steps[0].factor == 1 && steps.count == 120)
    // The first step's time is not known before it, so the cosine runs over what is left after it.
    #expect(end.warmupEndSeconds == 0.5 && steps[1].factor == 1)
    for (position, factor) in steps.dropFirst() {
      #expect(abs(factor - cosine((position.elapsedSeconds - 0.5) / 59.5)) < 1e-15)
    }
  }

  @Test func aPauseBetweenStepsOnlyShortensWhatRemains() {
    // A measurement of 10 s after the step that ends the warm-up belongs to the cosine.
    let clock = clock(.minutes(1), warmup: 1)
    var now = position(3, seconds: 3)
    now = clock.position(after: now, elapsedSeconds: 4)
    #expect(now.warmupEndSeconds == 4)
    now.elapsedSeconds = 14
    #expect(abs(clock.rateFactor(at: now) - cosine(10.0 / 56)) < 1e-15)
    #expect(clock.position(after: now, elapsedSeconds: 15).warmupEndSeconds == 4)
  }

  // MARK: - A warm-up that is longer than the training

  @Test(arguments: [3.0, 3.25, 100, 1e6]) func aWarmUpThatOutlastsEpochsIsCutShort(warmup: Double) {
    let clock = clock(.epochs(3), warmup: warmup)
    let (steps, end) = run(clock) { _ in 1 }
    #expect(steps.count == 12)
    for (position, factor) in steps { #expect(factor == Double(position.step) / (warmup * 4) && factor < 1) }
    #expect((end.warmupEndSeconds == nil) == (warmup > 3))
    #expect(clock.rateFactor(at: end).isFinite && clock.rateFactor(at: end) <= 1)
  }

  @Test(arguments: [10.0, 1e6]) func aWarmUpThatOutlastsMinutesIsCutShort(warmup: Double) {
    let clock = clock(.minutes(0.1), warmup: warmup)
    let (steps, end) = run(clock) { _ in 0.5 }
    #expect(steps.count == 12 && end.warmupEndSeconds == nil)
    for (position, factor) in steps { #expect(factor == Double(position.step) / (warmup * 4) && factor < 1) }
    #expect(clock.secondsLeft(at: end, stepsDone: 12, seconds: 6) == 0)
  }

  @Test func timeThatEndsWithTheWarmUpLeavesNothingToDivideBy() {
    let clock = clock(.minutes(0.1), warmup: 3)
    for seconds in [0.5, 0.75] {
      let (steps, end) = run(clock) { _ in seconds }
      #expect(steps.allSatisfy { $0.factor < 1 })
      #expect(clock.rateFactor(at: end).isFinite && clock.rateFactor(at: end) <= 1)
    }
    #expect(clock.rateFactor(at: position(12, seconds: 6, warmupEnd: 6)) == Self.finalFactor)
    #expect(clock.rateFactor(at: position(12, seconds: 7, warmupEnd: 7)) == Self.finalFactor)
  }

  // MARK: - Going on

  @Test(arguments: [TrainingLength.epochs(4), .minutes(0.2)])
  func whatGoesOnFromACheckpointHasTheSameSchedule(length: TrainingLength) throws {
    let clock = clock(length, warmup: 1.25)
    let whole = run(clock, seconds: unequal)
    for (cut, (position, _)) in whole.steps.enumerated() {
      // A checkpoint keeps the position as text.
      let kept = try JSONDecoder().decode(TrainingPosition.self, from: JSONEncoder().encode(position))
      #expect(kept == position)
      let rest = run(clock, from: kept, seconds: unequal)
      #expect(rest.steps.map(\.factor) == whole.steps.dropFirst(cut).map(\.factor), "cut before step \(cut)")
      #expect(rest.end == whole.end)
    }
  }

  // MARK: - Time left

  @Test func epochsAreLeftAtThePaceSoFar() {
    let clock = clock(.epochs(5), warmup: 1)
    // 20 steps in all, 6 of them done, 4 of these in this process at 0.5 s each.
    #expect(clock.secondsLeft(at: position(6, seconds: 100), stepsDone: 4, seconds: 2) == 7)
    #expect(clock.secondsLeft(at: position(20), stepsDone: 4, seconds: 2) == 0)
    #expect(clock.secondsLeft(at: position(0), stepsDone: 0, seconds: 0).isFinite)
  }

  @Test func minutesAreLeftByTheClock() {
    let clock = clock(.minutes(1), warmup: 1)
    #expect(clock.secondsLeft(at: position(6, seconds: 45), stepsDone: 4, seconds: 2) == 15)
    #expect(clock.secondsLeft(at: position(6, seconds: 61), stepsDone: 4, seconds: 2) == 0)
  }
}
