import BarlowTwins
import Datasets
import Files
import Foundation
import Runs
import Testing
import TestSupport
import Torch

@testable import Training

/// The measurements that a training takes, and what becomes of one when it is asked to stop meanwhile.
@Suite struct MonitorMeasurementsTests {
  /// What happens beside a training.
  private final class Events {
    var isStopping = false
    var seen: [Int] = []
    var failed: [Int] = []
  }

  private struct Failure: Error {
    let step: Int
  }

  /// Sees nothing of the network, but is asked to stop, or fails, at some steps.
  private struct Monitor: TrainingMonitor {
    let events: Events
    var stopsAt: Int?
    var failsAt: Int?

    func measure(
      _ network: TwinNetworks, step: Int, epoch: Double, checkInterruption: () throws -> Void
    ) throws -> MonitorRecord {
      try checkInterruption()
      if step == stopsAt { events.isStopping = true }
      try checkInterruption()
      if step == failsAt { throw Failure(step: step) }
      return MonitorRecord(step: step, epoch: epoch)
    }
  }

  private let data: TemporaryFolder
  private let runs: TemporaryFolder

  init() throws {
    data = try TemporaryFolder()
    runs = try TemporaryFolder()
    try IDXFixture.write(to: data, count: 4 * 16)
  }

  /// Trains 12 steps in all, with a measurement after every fourth and a checkpoint after every fifth.
  private func train(_ name: String, stopsAt: Int? = nil, failsAt: Int? = nil) throws -> (TrainingOutcome, Events) {
    let given: [String: String] = [
      "recipe": "small", "backbone": "resnet10", "width": "4", "projector": "16-16", "batchSize": "16", "epochs": "3",
      "warmupEpochs": "1", "checkpointEvery": "5", "precision": "fp32", "workers": "0", "monitorEvery": "4",
      "threads": String(Runtime.threadCount),
    ]
    let description = DatasetDescription.folder(data.path)
    let dataset = try description.open(split: .train)
    let configuration = try TrainingConfiguration(layers: [SettingLayer(given)], suggesting: "small")
      .resolved(for: DataFacts(description: description, count: dataset.count, channels: dataset.channels))
      .configuration
    try runs.makeFolder(name)
    let events = Events()
    let trainer = try Trainer(
      configuration, dataset: dataset, run: run(name),
      hooks: TrainingHooks(
        measured: { events.seen.append($0.step) },
        measurementFailed: { events.failed.append(($0 as? Failure)?.step ?? -1) },
        shouldStop: { events.isStopping }),
      monitor: Monitor(events: events, stopsAt: stopsAt, failsAt: failsAt))
    return (try trainer.train(), events)
  }

  private func run(_ name: String) -> RunFolder { RunFolder(runs.file(name)) }

  private func measurements(_ name: String) throws -> [Int] { try readMonitor(of: run(name)).map(\.step) }

  @Test func aRecordTellsWhatTheLookTook() throws {
    _ = try train("whole")
    let seconds = try readMonitor(of: run("whole")).compactMap(\.seconds)
    let taken = try #require(try Checkpoint.newest(in: run("whole"))?.position.measurements)
    #expect(seconds.count == 3 && seconds.allSatisfy { $0 > 0 })
    #expect(abs(seconds.reduce(0, +) - taken.secondsInAll) < 1e-9)
  }

  @Test(arguments: [4, 8, 12]) func aLookThatIsInterruptedIsDroppedAndTakenUp(step: Int) throws {
    let (whole, _) = try train("whole")
    #expect(whole.reason == .completed && whole.position.step == 12)
    #expect(try measurements("whole") == [4, 8, 12])

    let (stopped, events) = try train("broken", stopsAt: step)
    #expect(
      stopped.reason == .interrupted && stopped.position.step == step
        && Checkpoint.steps(in: run("broken")).last == step)
    #expect(events.seen == Array([4, 8, 12].prefix { $0 < step }) && events.failed.isEmpty)
    #expect(try measurements("broken") == events.seen)

    let (resumed, more) = try train("broken")
    #expect(resumed.reason == .completed && resumed.position.step == 12)
    #expect(more.seen == Array([4, 8, 12].drop { $0 < step }))
    #expect(try measurements("broken") == [4, 8, 12])
    // What is complete stays as it is.
    let (again, none) = try train("broken")
    #expect(again.reason == .completed && none.seen.isEmpty)
    #expect(try measurements("broken") == [4, 8, 12])
    let times = try [run("whole"), run("broken")].map { try readMetrics(of: $0).map(\.withoutTimes) }
    #expect(times[0] == times[1] && times[0].count == 12)
  }

  @Test func aLookThatFailsIsToldAndTheTrainingGoesOn() throws {
    let (outcome, events) = try train("failing", failsAt: 8)
    #expect(outcome.reason == .completed && events.seen == [4, 12] && events.failed == [8])
    #expect(try measurements("failing") == [4, 12])
  }

  @Test func whatLooksTakeIsKeptInTheCheckpoint() throws {
    let (outcome, _) = try train("kept", stopsAt: 8)
    let taken = try #require(outcome.position.measurements)
    #expect(taken.lastStep == 4 && taken.lastSeconds > 0 && taken.secondsInAll == taken.lastSeconds)
    #expect(try Checkpoint.newest(in: run("kept"))?.position.measurements == taken)
    let (resumed, _) = try train("kept")
    let more = try #require(resumed.position.measurements)
    #expect(more.lastStep == 12 && more.secondsInAll > taken.secondsInAll + more.lastSeconds)
    #expect(resumed.position.elapsedSeconds >= outcome.position.elapsedSeconds + more.lastSeconds)
  }

  @Test func aLineOfLooksThatCannotBeUnderstoodStopsTheTraining() throws {
    _ = try train("damaged", stopsAt: 8)
    try AppendedFile(path: run("damaged").monitorFile).append(Data("{}\n".utf8))
    let error = try #require(throws: FileError.self) { try train("damaged") }
    #expect(error.kind == .damaged && error.description.contains("monitor.jsonl is damaged: line 2 "))
  }
}
