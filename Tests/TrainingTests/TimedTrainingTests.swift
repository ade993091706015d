import Datasets
import Foundation
import Runs
import Testing
import TestSupport
import Torch

@testable import Training

/// A training whose length is a time: what it logs follows the schedule, also when it was stopped in between.
@Suite struct TimedTrainingTests {
  /// What stands in the way of a whole training.
  private enum Stop: Equatable {
    case never
    case after(step: Int)
  }

  private func train(_ data: TemporaryFolder, run path: String, warmup: String, stop: Stop = .never) throws
    -> (outcome: TrainingOutcome, fractions: [Double])
  {
    let given: [String: String] = [
      "recipe": "small", "backbone": "resnet10", "width": "4", "projector": "8-8", "batchSize": "16", "minutes": "0.02",
      "warmupEpochs": warmup, "checkpointEvery": "1000000", "precision": "fp32", "workers": "0",
      "learningRate": "0.016",
      "monitor": "off", "threads": String(Runtime.threadCount),
    ]
    let description = DatasetDescription.folder(data.path)
    let dataset = try description.open(split: .train)
    let configuration = try TrainingConfiguration(layers: [SettingLayer(given)], suggesting: "small")
      .resolved(for: DataFacts(description: description, count: dataset.count, channels: dataset.channels))
      .configuration
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    var (step, fractions) = (0, [Double]())
    let trainer = try Trainer(
      configuration, dataset: dataset, run: RunFolder(path),
      hooks: TrainingHooks(
        progress: {
          step = $0.metrics.step
          fractions.append($0.fraction)
        }, shouldStop: { stop == .after(step: step) }))
    return (try trainer.train(), fractions)
  }

  /// The factor on the base rate that each logged step had.
  private func factors(_ run: String) throws -> [Double] {
    try readMetrics(of: RunFolder(run)).map { $0.learningRate / (0.016 * 16 / 256) }
  }

  private func expectSchedule(_ factors: [Double], warmupSteps: Int) {
    for (step, factor) in factors.prefix(warmupSteps).enumerated() {
      #expect(abs(factor - Double(step) / Double(warmupSteps)) < 1e-12, "step \(step)")
    }
    let rest = Array(factors.dropFirst(warmupSteps))
    #expect(rest.first.map { abs($0 - 1) < 1e-12 } ?? true)
    #expect(zip(rest, rest.dropFirst()).allSatisfy { $0 > $1 }, "\(rest)")
    #expect(factors.allSatisfy { $0 <= 1 })
  }

  @Test func ratesRiseByStepsAndFallByTime() throws {
    let (data, runs) = (try TemporaryFolder(), try TemporaryFolder())
    try IDXFixture.write(to: data, count: 2 * 16)
    let run = runs.file("run")
    let (outcome, fractions) = try train(data, run: run, warmup: "1")
    #expect(outcome.reason == .completed && outcome.position.elapsedSeconds >= 1.2)
    #expect(fractions.last == 1 && fractions == fractions.sorted())
    let warmupEnd = try #require(outcome.position.warmupEndSeconds)
    #expect(warmupEnd > 0 && warmupEnd < outcome.position.elapsedSeconds)
    try expectSchedule(factors(run), warmupSteps: 2)
    // What is over stays so.
    let (again, none) = try train(data, run: run, warmup: "1")
    #expect(again.reason == .completed && again.position == outcome.position && none.isEmpty)
  }

  @Test(arguments: [1, 3]) func aStoppedTrainingGoesOnInItsSchedule(step: Int) throws {
    let (data, runs) = (try TemporaryFolder(), try TemporaryFolder())
    try IDXFixture.write(to: data, count: 2 * 16)
    let run = runs.file("run")
    let (stopped, _) = try train(data, run: run, warmup: "1", stop: .after(step: step))
    // A machine that is slow enough ends before.
    guard stopped.reason == .interrupted else { return }
    #expect(stopped.position.step == step && (stopped.position.warmupEndSeconds == nil) == (step < 2))
    let (outcome, _) = try train(data, run: run, warmup: "1")
    #expect(outcome.reason == .completed && outcome.position.elapsedSeconds >= 1.2)
    if step >= 2 { #expect(outcome.position.warmupEndSeconds == stopped.position.warmupEndSeconds) }
    let factors = try factors(run)
    #expect(factors.count == outcome.position.step)
    expectSchedule(factors, warmupSteps: 2)
  }

  @Test func aWarmUpThatNeverEndsStaysBelowThePeak() throws {
    let (data, runs) = (try TemporaryFolder(), try TemporaryFolder())
    try IDXFixture.write(to: data, count: 2 * 16)
    let run = runs.file("run")
    let (outcome, _) = try train(data, run: run, warmup: "100000")
    #expect(outcome.reason == .completed && outcome.position.warmupEndSeconds == nil)
    let factors = try factors(run)
    #expect(factors.count == outcome.position.step)
    for (step, factor) in factors.enumerated() { #expect(abs(factor - Double(step) / 200_000) < 1e-12) }
  }
}
