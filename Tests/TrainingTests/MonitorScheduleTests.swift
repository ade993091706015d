import Foundation
import Runs
import Testing

@testable import Training

@Suite struct MonitorScheduleTests {
  /// The steps at which a training of steps of `stepSeconds` looks, when a look takes `lookSeconds`.
  private func looks(every: Int?, steps: Int, stepSeconds: Double, lookSeconds: Double) -> [Int] {
    var schedule = MonitorSchedule(every: every)
    var (elapsed, found) = (0.0, [Int]())
    for step in 1...steps {
      elapsed += stepSeconds
      let fraction = Double(step) / Double(steps)
      guard schedule.isDue(step: step, elapsedSeconds: elapsed, fraction: fraction) else { continue }
      elapsed += lookSeconds
      found.append(step)
      schedule.note(step: step, seconds: lookSeconds, fraction: fraction)
      #expect(!schedule.isDue(step: step, elapsedSeconds: elapsed, fraction: fraction))
    }
    return found
  }

  @Test func stepsAreCountedAndTheLastIsAlwaysSeen() {
    #expect(looks(every: 10, steps: 35, stepSeconds: 1, lookSeconds: 100) == [10, 20, 30, 35])
    #expect(looks(every: 7, steps: 14, stepSeconds: 1, lookSeconds: 1) == [7, 14])
  }

  @Test(arguments: [0.5, 3, 20]) func looksKeepToTheirShareOfTheTime(lookSeconds: Double) {
    let steps = looks(every: nil, steps: 20_000, stepSeconds: 0.5, lookSeconds: lookSeconds)
    #expect(steps.first == 32 && steps.last == 20_000)
    // With the first and the last.
    #expect(Double(steps.count) * lookSeconds <= 0.02 * 10_000)
    #expect(steps.count >= min(50, Int(0.02 * 10_000 / lookSeconds) - 2))
    #expect(steps.count <= 62)
  }

  /// The same, by a training that is stopped again and again and goes on from a checkpoint some steps before.
  private func looksWithStops(
    every: Int?, steps: Int, stepSeconds: Double, lookSeconds: Double, run: Int, lost: Int
  ) throws -> [Int] {
    var (position, found, checkpoint) = (TrainingPosition(), [Int](), Data())
    var schedule = MonitorSchedule(every: every)
    var untilStop = run
    while position.step < steps {
      position.step += 1
      position.elapsedSeconds += stepSeconds
      let fraction = Double(position.step) / Double(steps)
      if schedule.isDue(step: position.step, elapsedSeconds: position.elapsedSeconds, fraction: fraction) {
        position.elapsedSeconds += lookSeconds
        found.append(position.step)
        schedule.note(step: position.step, seconds: lookSeconds, fraction: fraction)
        position.looks = schedule.taken
      }
      untilStop -= 1
      if untilStop == lost { checkpoint = try JSONEncoder().encode(position) }
      guard untilStop == 0 else { continue }
      untilStop = run
      position = try JSONDecoder().decode(TrainingPosition.self, from: checkpoint)
      found.removeAll { $0 > position.step }
      schedule = MonitorSchedule(every: every, after: position.looks ?? MonitorTime())
    }
    return found
  }

  @Test(arguments: [nil, 7], [0.5, 20])
  func aResumedTrainingLooksAsIfItHadNotBeenStopped(every: Int?, lookSeconds: Double) throws {
    let expected = looks(every: every, steps: 5000, stepSeconds: 0.5, lookSeconds: lookSeconds)
    for (run, lost) in [(501, 1), (137, 60)] {
      #expect(
        try looksWithStops(
          every: every, steps: 5000, stepSeconds: 0.5, lookSeconds: lookSeconds, run: run, lost: lost) == expected)
    }
  }

  @Test func aPositionWithoutLooksIsThatOfAnOlderVersion() throws {
    let old = #"{"step":7,"elapsedSeconds":1.5,"warmupEndSeconds":0.5}"#
    let position = try JSONDecoder().decode(TrainingPosition.self, from: Data(old.utf8))
    #expect(position.step == 7 && position.elapsedSeconds == 1.5 && position.looks == nil)
  }

  @Test func aShortTrainingIsSeenAtItsEnd() {
    #expect(looks(every: nil, steps: 5, stepSeconds: 1, lookSeconds: 1) == [5])
  }
}
