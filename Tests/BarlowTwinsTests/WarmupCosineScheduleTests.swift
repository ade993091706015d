import NN
import TensorTestSupport
import Testing
import TestSupport

@testable import BarlowTwins

@Suite struct WarmupCosineScheduleTests {
  @Test func factorsFollowTheRecipeStepByStep() throws {
    let schedules = [
      // The recipe's 10 of 1000 epochs, with 4 steps an epoch.
      "recipe": WarmupCosineSchedule(warmup: 40, total: 4000),
      "no warm-up": WarmupCosineSchedule(warmup: 0, total: 100),
      "high end": WarmupCosineSchedule(warmup: 5, total: 50, finalFactor: 0.1),
      "to zero": WarmupCosineSchedule(warmup: 1, total: 7, finalFactor: 0),
      "part of a step": WarmupCosineSchedule(warmup: 2.5, total: 20),
    ]
    let reference = try PythonReference.run(
      "schedule.py",
      schedules.mapValues { ReferenceArray(shape: [3], values: [$0.warmup, $0.total, $0.finalFactor]) })
    for (name, schedule) in schedules {
      let expected = try #require(reference[name]?.values)
      #expect(expected.count == Int(schedule.total) + 1)
      for (step, value) in expected.enumerated() {
        #expect(abs(schedule.factor(at: Double(step)) - value) < 1e-12, "\(name), step \(step)")
      }
    }
  }

  @Test func itStartsAtZeroPeaksAtOneAndEndsAtTheFinalFactor() {
    let schedule = WarmupCosineSchedule(warmup: 10, total: 100, finalFactor: 0.001)
    #expect(schedule.factor(at: 0) == 0)
    #expect(schedule.factor(at: 5) == 0.5)
    #expect(schedule.factor(at: 10) == 1)
    #expect(abs(schedule.factor(at: 55) - 0.5005) < 1e-12)
    #expect(abs(schedule.factor(at: 100) - 0.001) < 1e-15)
    // A clock may run past the end.
    #expect(abs(schedule.factor(at: 1000) - 0.001) < 1e-15)
  }

  @Test func withoutWarmupItStartsAtOne() {
    #expect(WarmupCosineSchedule(warmup: 0, total: 10).factor(at: 0) == 1)
  }

  @Test func trainingThatIsAllWarmupNeverDividesByZero() {
    let schedule = WarmupCosineSchedule(warmup: 10, total: 10)
    #expect(schedule.factor(at: 9) == 0.9)
    #expect(schedule.factor(at: 10) == 0.001)
    #expect(WarmupCosineSchedule(warmup: 0, total: 0).factor(at: 0) == 0.001)
  }

  @Test func factorsScaleBothRates() {
    let rates = LearningRates(weights: 0.2, biases: 0.0048) * 0.5
    #expect(rates == LearningRates(weights: 0.1, biases: 0.0024))
    #expect(rates[.weights] == 0.1)
    #expect(rates[.biases] == 0.0024)
  }
}
