import Datasets
import Encoders
import Evaluation
import Foundation
import Runs
import Training

let words = CommandLine.arguments.dropFirst()
guard words.count >= 2, let minutes = Double(words.dropFirst(2).first ?? "10") else {
  print("usage: PretrainFolder PHOTOS RUN [MINUTES]")
  exit(64)
}
let (photographs, run) = (words[1], words[2])
do {
  var configuration = try TrainingConfiguration(recipe: "folder")
  configuration.length = .minutes(minutes)
  let pretraining = try Pretraining(
    configuration, data: DatasetDescription(parsing: photographs), output: run, division: MonitoredParts.init)
  for line in pretraining.reasons + pretraining.notes { print(line) }
  let outcome = try pretraining.train(
    TrainingHooks(progress: { step in
      guard step.metrics.step.isMultiple(of: 100) else { return }
      print("step \(step.metrics.step): loss \(step.metrics.loss), \(Int(step.secondsLeft)) s left")
    }))
  print("\(outcome.position.step) steps; \(try ImageEncoder(run).dimension) features of an image")
} catch {
  print("PretrainFolder: \(error)")
  exit(1)
}
