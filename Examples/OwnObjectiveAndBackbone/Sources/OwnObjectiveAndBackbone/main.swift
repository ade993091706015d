import BarlowTwins
import Datasets
import Encoders
import Foundation
import NN
import Runs
import Settings
import Training

let words = CommandLine.arguments.dropFirst()
guard words.count >= 2 else {
  print("usage: OwnObjectiveAndBackbone PHOTOS RUN [SETTING=VALUE ...], such as epochs=20 uniformityWeight=0.5")
  exit(64)
}
let (photographs, run) = (words[1], words[2])
do {
  // Once they are registered, their names and numbers are settings like all others.
  Registry.objectives.register(AlignmentUniformityObjective.self)
  Registry.backbones.register(ThreeConvolutionsConfiguration.self)

  var settings = [
    "objective": AlignmentUniformityObjective.name, "backbone": ThreeConvolutionsConfiguration.names[0],
    "projector": "64-32", "epochs": "5",
  ]
  for word in words.dropFirst(2) {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    settings[parts[0]] = parts.count == 2 ? parts[1] : ""
  }
  let configuration = try TrainingConfiguration(layers: [SettingLayer(settings)], suggesting: "folder")
  let pretraining = try Pretraining(
    configuration, data: DatasetDescription(parsing: photographs), output: run)
  var losses: [Double] = []
  let outcome = try pretraining.train(TrainingHooks(progress: { losses.append($0.metrics.loss) }))
  print("\(outcome.position.step) steps; loss \(losses.first ?? .nan) at first, \(losses.last ?? .nan) at last")

  // The run names both, so that whoever has registered them can open it.
  let encoder = try ImageEncoder(run)
  print(
    "\(encoder.record.backbone.summary), \(encoder.record.objective.name): \(encoder.dimension) features of an image")
} catch {
  print("OwnObjectiveAndBackbone: \(error)")
  exit(1)
}
