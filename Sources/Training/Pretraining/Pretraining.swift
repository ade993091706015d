import Datasets
import Files
import Torch

/// A training from images to weights in a run folder: everything that `barlow pretrain` does but for its words.
///
///     var settings = Settings()
///     try settings.set(.epochs, text: "100")
///     let outcome = try Pretraining(settings, data: .folder("photos"), output: "runs/photos").train()
///
/// An unfinished run of the same settings, which is already in the folder, goes on; one of others is left alone.
public struct Pretraining {
  /// The run folder.
  public let run: RunFolder
  private let plan: PretrainingPlan
  private let parts: any TrainingParts

  /// Divides images into those to train on and those that a monitor looks at, as the configuration asks.
  public typealias Division = (_ images: any ImageDataset, TrainingConfiguration) throws -> any TrainingParts

  /// Opens the training part of a data set and makes the settings whole; nothing is written before ``train(_:)``.
  ///
  /// - Parameters:
  ///   - settings: What was decided; the rest comes from a recipe and from facts about data and machine.
  ///   - data: The images.
  ///   - output: The run folder, which is created if need be.
  ///   - division: What divides the images if the training shall be watched, such as `MonitoredParts.init` of `Evaluation`.
  ///   - commandLine: The words that started the training, for the record.
  ///   - environment: What it is started on beside libtorch, for the record.
  /// - Throws: ``ConfigurationError`` for settings that are missing, contradictory or impossible with these images,
  ///   `DatasetError` if they cannot be opened, `TorchError` if libtorch or the device cannot be used.
  public init(
    _ settings: Settings, data: DatasetDescription, output: String, division: Division? = nil,
    commandLine: [String] = CommandLine.arguments, environment: [String: String] = [:]
  ) throws {
    try Runtime.requireMatchingVersion()
    try self.init(
      settings, images: data.open(split: .train), of: data, output: output, division: division,
      commandLine: commandLine, environment: environment)
  }

  /// Makes the settings whole for images from anywhere; nothing is written before ``train(_:)``.
  ///
  /// - Parameters:
  ///   - settings: What was decided; the rest comes from a recipe and from facts about data and machine.
  ///   - images: The images.
  ///   - data: What they are called in the record, by which a run that goes on knows them again.
  ///   - output: The run folder, which is created if need be.
  ///   - division: What divides the images if the training shall be watched, such as `MonitoredParts.init` of `Evaluation`.
  ///   - commandLine: The words that started the training, for the record.
  ///   - environment: What it is started on beside libtorch, for the record.
  /// - Throws: ``ConfigurationError`` for settings that are missing, contradictory or impossible with these images,
  ///   `TorchError` if libtorch or the device cannot be used.
  public init(
    _ settings: Settings, images: any ImageDataset, of data: DatasetDescription, output: String,
    division: Division? = nil, commandLine: [String] = CommandLine.arguments, environment: [String: String] = [:]
  ) throws {
    try Runtime.requireMatchingVersion()
    let plan = try PretrainingPlan(
      settings, images: images, of: data, canWatch: division != nil, commandLine: commandLine,
      environment: environment.merging([
        "libtorch": Runtime.libraryVersion, "vectorInstructions": Runtime.cpuCapability,
      ]) { $1 })
    let (count, seed) = (plan.configuration.maxImages, plan.configuration.seed)
    let chosen: any ImageDataset = try count.map { try Subset.sample(images, count: $0, seed: seed) } ?? images
    self.plan = plan
    parts = try division?(chosen, plan.configuration) ?? UnwatchedParts(training: chosen)
    run = RunFolder(output)
  }

  /// Everything that decides what is computed, resolved.
  public var configuration: TrainingConfiguration { plan.configuration }

  /// What was chosen automatically and why, a line each.
  public var reasons: [String] { plan.reasons }

  /// The number of images to train on.
  public var imageCount: Int { parts.training.count }

  /// Trains, or goes on training, to the end or until the hooks ask to stop.
  ///
  /// - Throws: ``ConfigurationError`` if the folder holds other things, or a run that was started with other settings or data:
  ///   nothing there is changed then. `FileError` if the folder cannot be used, of kind `inUse` if someone else trains there.
  ///   ``TrainingError`` if a number is no longer finite: the last checkpoint then stands.
  public func train(_ hooks: TrainingHooks = TrainingHooks()) throws -> TrainingOutcome {
    let lock = try run.claim()
    defer { withExtendedLifetime(lock) {} }
    try enterRecord()
    let trainer = try Trainer(
      configuration, dataset: parts.training, run: run, hooks: hooks, monitor: parts.monitor)
    try hooks.started(trainer.stepsDone)
    return try trainer.train()
  }

  /// Checks that a run that is already here is this one, or writes the record of a new one.
  private func enterRecord() throws {
    if run.holdsRun {
      if plan.isOverwriting {
        try run.removeRun()
      } else {
        let record = try RunRecord(contentsOf: run.configurationFile)
        if let obstacle = record.obstacle(to: plan.record, folder: run.path) { throw ConfigurationError(obstacle) }
        return
      }
    }
    try plan.record.write(to: run.configurationFile)
  }
}
