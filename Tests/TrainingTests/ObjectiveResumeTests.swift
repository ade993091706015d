import BarlowTwins
import Datasets
import Foundation
import NN
import Runs
import TensorFiles
import Testing
import TestSupport
import Torch

@testable import Training

/// A run that stops between two checkpoints and goes on ends bit for bit like one that never stopped.
@Suite struct ObjectiveResumeTests {
  /// Trains in a folder, to the end or to a step, and returns the metrics of all steps without their times.
  private func train(_ objective: String, data: TemporaryFolder, run path: String, stopAt: Int? = nil) throws
    -> [StepMetrics]
  {
    let given: [String: String] = [
      "recipe": "small", "backbone": "resnet10", "width": "4", "projector": "16-16", "batchSize": "16", "epochs": "3",
      "warmupEpochs": "1", "checkpointEvery": "5", "precision": "fp32", "workers": "0",
      // The number is the whole process's: another would change how tests beside this one round.
      "threads": String(Runtime.threadCount),
      "objective": objective,
    ]
    let description = DatasetDescription.folder(data.path)
    let dataset = try description.open(split: .train)
    let configuration = try TrainingConfiguration(layers: [SettingLayer(given)], suggesting: "small")
      .resolved(for: DataFacts(description: description, count: dataset.count, channels: dataset.channels))
      .configuration
    let run = RunFolder(path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    var step = 0
    let trainer = try Trainer(
      configuration, dataset: dataset, run: run,
      hooks: TrainingHooks(progress: { step = $0.metrics.step }, shouldStop: { step == stopAt }))
    _ = try trainer.train()
    return try readMetrics(of: run).map(\.withoutTimes)
  }

  @Test(arguments: [StopGradientObjective.name, MixedBarlowTwinsObjective.name])
  func stoppedRunsEndBitIdentical(objective: String) throws {
    let (data, runs) = (try TemporaryFolder(), try TemporaryFolder())
    try IDXFixture.write(to: data, count: 4 * 16)
    let (whole, broken) = (runs.file("whole"), runs.file("broken"))
    let expected = try train(objective, data: data, run: whole)
    #expect(expected.map(\.step) == Array(1...12))
    #expect(try train(objective, data: data, run: broken, stopAt: 7).count == 7)
    #expect(try train(objective, data: data, run: broken) == expected)
    for file in ["checkpoints/step-12.safetensors", "weights/backbone.safetensors"] {
      let (a, b) = (try Safetensors(contentsOf: whole + "/" + file), try Safetensors(contentsOf: broken + "/" + file))
      #expect(Set(a.tensors.keys) == Set(b.tensors.keys))
      for (name, tensor) in a.tensors { #expect(try tensor.doubles() == b.tensors[name]?.doubles(), "\(name)") }
    }
    let checkpoint = try Safetensors(contentsOf: broken + "/checkpoints/step-12.safetensors").tensors
    #expect((checkpoint["network.predictor.0.weight"] != nil) == (objective == StopGradientObjective.name))
  }
}
