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

  @Test func aShortTrainingIsSeenAtItsEnd() {
    #expect(looks(every: nil, steps: 5, stepSeconds: 1, lookSeconds: 1) == [5])
  }
}
