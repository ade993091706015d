import Datasets
import Evaluation
import Files
import Foundation
import Settings
import Torch
import Settings
import Training

/// One call of the trainer from a terminal: opens the data, resolves the settings, claims the run folder, trains.
struct PretrainSession {
  /// What a finished or interrupted call reports.
  struct Summary: Encodable {
    let run: String
    let step: Int
    let completed: Bool
    let loss: Double?
    let invariance: Double?
    let redundancy: Double?
    /// Left out if the objective has none.
    let lambda: Double?
    /// Left out where it is not known.
    let floor: Double?
    let trainingSeconds: Double
    let badImages: Int
  }

  let data: DatasetDescription
  /// What was given, the weakest first: a file, then flags.
  let settings: [SettingLayer]
  let output: String
  /// Whether a run that is there already is removed.
  var overwrites = false
  /// Whether TensorBoard event files are written too.
  var writesEvents = false

  /// Trains, or goes on training, until the end or an interruption.
  func run() throws -> Summary {
    try Runtime.requireMatchingVersion()
    let whole = try data.open(split: .train)
    let (configuration, reasons) = try TrainingConfiguration(layers: settings, suggesting: Recipe.suggested(for: data))
      .resolved(for: DataFacts(description: data, count: whole.count, channels: whole.channels))
    let wanted: any ImageDataset =
      try configuration.maxImages.map { try Subset.sample(whole, count: $0, seed: configuration.seed) } ?? whole
    let parts = try MonitoredParts(wanted, configuration: configuration)
    let dataset = parts.training

    let folder = RunFolder(output)
    let lock = try folder.claim()
    defer { withExtendedLifetime(lock) {} }
    try takeUp(folder, configuration)

    let progress = ProgressLine()
    var last: TrainingProgress?
    let events = try TrainingEvents(writesEvents, run: folder, stepsDone: folder.checkpointStep ?? 0)
    let trainer = try Trainer(
      configuration, dataset: dataset, run: folder,
      hooks: Trainer.Hooks(
        progress: {
          last = $0
          events.add($0.metrics)
          progress.show($0)
        },
        looked: {
          events.add($0)
          progress.finish()
          Terminal.error(MonitorLine.text($0))
        },
        lookFailed: {
          progress.finish()
          Terminal.error("the network could not be looked at: \(ExitCode.message(for: $0))")
        }, badImage: { Terminal.error("skipped: \($0)") },
        shouldStop: { Interruption.isRequested || events.failure != nil }),
      monitor: parts.monitor)
    announce(configuration, reasons, count: dataset.count, stepsDone: trainer.stepsDone)
    Interruption.listen()
    defer { progress.finish() }
    let outcome = try trainer.train()
    if let failure = events.failure { throw failure }
    let metrics = try last?.metrics ?? readMetrics(of: folder).last
    return Summary(
      run: output, step: outcome.position.step, completed: outcome.reason == .completed, loss: metrics?.loss,
      invariance: metrics?.invariance, redundancy: metrics?.redundancy, lambda: try configuration.settings["lambda"]?.double,
      floor: configuration.floor, trainingSeconds: outcome.position.elapsedSeconds, badImages: outcome.badImages)
  }

  /// Checks that a run that is already here is this one, or writes the record of a new one.
  private func takeUp(_ folder: RunFolder, _ configuration: TrainingConfiguration) throws {
    if folder.holdsRun {
      guard overwrites else {
        return try RunRecord(contentsOf: folder.configurationFile).requireSame(configuration, folder: output)
      }
      try folder.removeRun()
    }
    try RunRecord(
      configuration: configuration, commandLine: CommandLine.arguments,
      environment: Machine.facts.merging([
        "libtorch": Runtime.libraryVersion, "vectorInstructions": Runtime.cpuCapability, "barlow": Barlow.version,
      ]) { $1 }
    ).write(to: folder.configurationFile)
  }

  private func announce(_ configuration: TrainingConfiguration, _ reasons: [String], count: Int, stepsDone: Int) {
    Terminal.error(
      "\(data): \(count) images; \(configuration.backbone.summary), D = \(configuration.dimension), "
        + "batch \(configuration.batchSize), \(configuration.optimizer.rawValue), \(configuration.precision.rawValue) "
        + "on \(configuration.device)")
    for reason in reasons { Terminal.error("  \(reason)") }
    if stepsDone > 0 { Terminal.error("going on from step \(stepsDone)") }
  }
}
