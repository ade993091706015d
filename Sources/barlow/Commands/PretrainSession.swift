import Datasets
import Evaluation
import Files
import Foundation
import Torch
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
  let settings: Settings
  let output: String
  /// Whether TensorBoard event files are written too.
  var writesEvents = false

  /// Trains, or goes on training, until the end or an interruption.
  func run() throws -> Summary {
    try Runtime.requireMatchingVersion()
    let whole = try data.open(split: .train)
    let resolution = try SettingsResolution(
      commandLine: settings, data: DataFacts(description: data, count: whole.count, channels: whole.channels),
      processors: ProcessInfo.processInfo.activeProcessorCount)
    let configuration = resolution.configuration
    let wanted: any ImageDataset =
      try configuration.maxImages.map { try Subset.sample(whole, count: $0, seed: configuration.seed) } ?? whole
    let parts = try MonitoredParts(wanted, configuration: configuration)
    let dataset = parts.training

    let folder = RunFolder(output)
    let lock = try folder.claim()
    defer { withExtendedLifetime(lock) {} }
    try takeUp(folder, resolution: resolution, channels: whole.channels)

    let progress = ProgressLine()
    var last: TrainingProgress?
    let events = try TrainingEvents(writesEvents, run: folder, stepsDone: folder.checkpointStep ?? 0)
    let trainer = try Trainer(
      configuration, dataset: dataset, run: folder,
      hooks: TrainingHooks(
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
    announce(resolution, count: dataset.count, stepsDone: trainer.stepsDone)
    Interruption.listen()
    defer { progress.finish() }
    let outcome = try trainer.train()
    if let failure = events.failure { throw failure }
    let metrics = try last?.metrics ?? readMetrics(of: folder).last
    return Summary(
      run: output, step: outcome.position.step, completed: outcome.reason == .completed, loss: metrics?.loss,
      invariance: metrics?.invariance, redundancy: metrics?.redundancy, lambda: configuration.objective.lambda,
      floor: configuration.floor, trainingSeconds: outcome.position.elapsedSeconds, badImages: outcome.badImages)
  }

  /// Checks that a run that is already here is this one, or writes the record of a new one.
  private func takeUp(_ folder: RunFolder, resolution: SettingsResolution, channels: Int) throws {
    let record = RunRecord(
      data: String(describing: data), channels: channels, settings: resolution.settings,
      views: resolution.configuration.views, commandLine: CommandLine.arguments,
      environment: Machine.facts.merging([
        "libtorch": Runtime.libraryVersion, "vectorInstructions": Runtime.cpuCapability, "barlow": Barlow.version,
      ]) { $1 })
    if folder.holdsRun {
      if settings[.overwrite] == .flag(true) {
        try folder.removeRun()
      } else {
        if let obstacle = try RunRecord(contentsOf: folder.configurationFile).obstacle(to: record, folder: output) {
          throw ConfigurationError(obstacle)
        }
        return
      }
    }
    try record.write(to: folder.configurationFile)
  }

  private func announce(_ resolution: SettingsResolution, count: Int, stepsDone: Int) {
    let configuration = resolution.configuration
    let backbone = configuration.backbone
    Terminal.error(
      "\(data): \(count) images; \(backbone.variant.rawValue) of width \(backbone.width), D = \(configuration.dimension), "
        + "batch \(configuration.batchSize), \(configuration.optimizer.rawValue), \(configuration.precision.rawValue) "
        + "on \(configuration.device)")
    for reason in resolution.reasons { Terminal.error("  \(reason)") }
    if stepsDone > 0 { Terminal.error("going on from step \(stepsDone)") }
  }
}
