import Foundation
import Runs
import Testing

@testable import Training

@Suite struct MonitorScheduleTests {
  /// The steps at which a training of steps of `stepSeconds` measures, when a measurement takes `measurementSeconds`.
  private func measurements(every: Int?, steps: Int, stepSeconds: Double, measurementSeconds: Double) -> [Int] {
    var schedule = MonitorSchedule(every: every)
    var (elapsed, found) = (0.0, [Int]())
    for step in 1...steps {
      elapsed += stepSeconds
      let fraction = Double(step) / Double(steps)
      guard schedule.isDue(step: step, elapsedSeconds: elapsed, fraction: fraction) else { continue }
      elapsed += measurementSeconds
      found.append(step)
      schedule.note(step: step, seconds: measurementSeconds, fraction: fraction)
      #expect(!schedule.isDue(step: step, elapsedSeconds: elapsed, fraction: fraction))
    }
    return found
  }

  @Test func stepsAreCountedAndTheLastIsAlwaysSeen() {
    #expect(measurements(every: 10, steps: 35, stepSeconds: 1, measurementSeconds: 100) == [10, 20, 30, 35])
    #expect(measurements(every: 7, steps: 14, stepSeconds: 1, measurementSeconds: 1) == [7, 14])
  }

  @Test(arguments: [0.5, 3, 20]) func measurementsKeepToTheirShareOfTheTime(measurementSeconds: Double) {
    let steps = measurements(every: nil, steps: 20_000, stepSeconds: 0.5, measurementSeconds: measurementSeconds)
    #expect(steps.first == 32 && steps.last == 20_000)
    // With the first and the last.
    #expect(Double(steps.count) * measurementSeconds <= 0.02 * 10_000)
    #expect(steps.count >= min(50, Int(0.02 * 10_000 / measurementSeconds) - 2))
    #expect(steps.count <= 62)
  }

  /// The same, by a training that is stopped again and again and goes on from a checkpoint some steps before.
  private func measurementsWithStops(
    every: Int?, steps: Int, stepSeconds: Double, measurementSeconds: Double, run: Int, lost: Int
  ) throws -> [Int] {
    var (position, found, checkpoint) = (TrainingPosition(), [Int](), Data())
    var schedule = MonitorSchedule(every: every)
    var untilStop = run
    while position.step < steps {
      position.step += 1
      position.elapsedSeconds += stepSeconds
      let fraction = Double(position.step) / Double(steps)
      if schedule.isDue(step: position.step, elapsedSeconds: position.elapsedSeconds, fraction: fraction) {
        position.elapsedSeconds += measurementSeconds
        found.append(position.step)
        schedule.note(step: position.step, seconds: measurementSeconds, fraction: fraction)
        position.measurements = schedule.taken
      }
      untilStop -= 1
      if untilStop == lost { checkpoint = try JSONEncoder().encode(position) }
      guard untilStop == 0 else { continue }
      untilStop = run
      position = try JSONDecoder().decode(TrainingPosition.self, from: checkpoint)
      found.removeAll { $0 > position.step }
      schedule = MonitorSchedule(every: every, after: position.measurements ?? MonitorTime())
    }
    return found
  }

  @Test(arguments: [nil, 7], [0.5, 20])
  func aResumedTrainingMeasuresAsIfItHadNotBeenStopped(every: Int?, measurementSeconds: Double) throws {
    let expected = measurements(every: every, steps: 5000, stepSeconds: 0.5, measurementSeconds: measurementSeconds)
    for (run, lost) in [(501, 1), (137, 60)] {
      #expect(
        try measurementsWithStops(
          every: every, steps: 5000, stepSeconds: 0.5, measurementSeconds: measurementSeconds, run: run, lost: lost)
          == expected)
    }
  }

  @Test func aPositionWithoutLooksIsThatOfAnOlderVersion() throws {
    let old = #"{"step":7,"elapsedSeconds":1.5,"warmupEndSeconds":0.5}"#
    let position = try JSONDecoder().decode(TrainingPosition.self, from: Data(old.utf8))
    #expect(position.step == 7 && position.elapsedSeconds == 1.5 && position.measurements == nil)
  }

  @Test func aShortTrainingIsSeenAtItsEnd() {
    #expect(measurements(every: nil, steps: 5, stepSeconds: 1, measurementSeconds: 1) == [5])
  }
}
