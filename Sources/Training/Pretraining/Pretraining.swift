import Datasets
import Distributed
import Encoders
import Files
import Formatting
import Foundation
import Runs
import Settings
import Torch

/// A training from images to weights in a run folder: everything that `barlow pretrain` does but for its words.
///
///     var configuration = try TrainingConfiguration(recipe: "folder")
///     configuration.length = .epochs(100)
///     let outcome = try Pretraining(configuration, data: .folder("photos"), output: "runs/photos").train()
///
/// An unfinished run of the same configuration, which is already in the folder, goes on; one of others is left alone. A finished
/// one of the same configuration is prolonged if it is given a greater length: the rates are from there on those of a training
/// that had the new length from its start.
public struct Pretraining {
  /// The run folder.
  public let run: RunFolder
  /// Everything that decides what is computed, resolved.
  public let configuration: TrainingConfiguration
  /// What was chosen automatically and why, a line each.
  public let reasons: [String]
  /// What is to be known of the images, a line each; see `ImageSurvey` of `Datasets`.
  public let notes: [String]
  let parts: any TrainingParts
  /// The processes that train together.
  public let group: ProcessGroup
  private let identity: DataIdentity
  private let typedData: String
  private let overwrites: Bool
  private let commandLine: [String]
  private let environment: [String: String]

  /// Divides images into those to train on and those that a monitor looks at, as the configuration asks.
  public typealias Division = (_ images: any ImageDataset, TrainingConfiguration) throws -> any TrainingParts

  /// Opens the training part of a data set and resolves the configuration; nothing is written before ``train(_:)``.
  ///
  /// - Parameters:
  ///   - configuration: What was decided; the rest is chosen for data and machine.
  ///   - data: The images.
  ///   - output: The run folder, which is created if need be.
  ///   - overwrites: Whether a run that is in the folder is removed.
  ///   - division: What divides the images if the training shall be watched, such as `MonitoredParts.init` of `Evaluation`.
  ///   - commandLine: The words that started the training, for the record.
  ///   - environment: What it is started on beside libtorch, for the record.
  ///   - group: The processes that train together, each of which does this with the same settings and data.
  /// - Throws: `ConfigurationError` for settings that are contradictory or impossible with these images, `DatasetError` if
  ///   they cannot be opened, `TorchError` if libtorch or the device cannot be used, `ProcessGroupError` if a process was given other
  ///   settings or data, or is gone.
  public init(
    _ configuration: TrainingConfiguration, data: DatasetDescription, output: String, overwrites: Bool = false,
    division: Division? = nil, commandLine: [String] = CommandLine.arguments, environment: [String: String] = [:],
    group: ProcessGroup = .alone
  ) throws {
    try Runtime.requireMatchingVersion()
    try self.init(
      configuration, images: data.open(split: .train), of: data, output: output, overwrites: overwrites,
      division: division, commandLine: commandLine, environment: environment, group: group)
  }

  /// Resolves the configuration for images from anywhere; nothing is written before ``train(_:)``.
  ///
  /// - Parameters:
  ///   - configuration: What was decided; the rest is chosen for data and machine.
  ///   - images: The images.
  ///   - data: What they are called in the record, by which a run that is resumed knows them again.
  ///   - output: The run folder, which is created if need be.
  ///   - overwrites: Whether a run that is in the folder is removed.
  ///   - division: What divides the images if the training shall be watched, such as `MonitoredParts.init` of `Evaluation`.
  ///   - commandLine: The words that started the training, for the record.
  ///   - environment: What it is started on beside libtorch, for the record.
  ///   - group: The processes that train together, each of which does this with the same settings and images.
  /// - Throws: `ConfigurationError` for settings that are contradictory or impossible with these images, `TorchError` if
  ///   libtorch or the device cannot be used, `ProcessGroupError` if a process was given other settings or images, or is gone.
  public init(
    _ configuration: TrainingConfiguration, images: any ImageDataset, of data: DatasetDescription, output: String,
    overwrites: Bool = false, division: Division? = nil, commandLine: [String] = CommandLine.arguments,
    environment: [String: String] = [:], group: ProcessGroup = .alone
  ) throws {
    try Runtime.requireMatchingVersion()
    let facts = DataFacts(of: images, description: data)
    // None of a few could be read: if it is the same with all, a run folder would hold nothing but its record.
    if facts.side == nil { try images.requireReadableImage() }
    identity = try DataIdentity(of: images)
    self.group = group
    var (configuration, reasons) = try group.resolved(
      configuration, identity: identity, program: environment["barlow"], description: data
    ) {
      let (measured, range) = try configuration.measuringValues(of: images)
      let (configuration, reasons) = try measured.resolved(for: facts, on: MachineFacts.here.shared(in: group))
      return (configuration, reasons + range)
    }
    if division == nil, configuration.monitor != .off {
      // Nobody need ask for the diagnosis of the embeddings; a vote of neighbours, somebody has asked for.
      guard !configuration.monitor.watchesNeighbors else {
        throw ConfigurationError(
          "\(setting: "monitor") \(configuration.monitor.rawValue) needs something that watches, and nothing is given; pass a division such as MonitoredParts.init, or give \(setting: "monitor") off"
        )
      }
      configuration.monitor = .off
      configuration.monitorEvery = nil
      reasons.append("monitor off: nothing is given that watches")
    }
    let seed = configuration.seed
    let chosen: any ImageDataset =
      try configuration.maxImages.map { try Subset.sample(images, count: $0, seed: seed) } ?? images
    parts = try division?(chosen, configuration) ?? UnwatchedParts(training: chosen)
    run = RunFolder(output)
    typedData = data.description
    self.configuration = configuration
    self.reasons = reasons
    // One process looks, and says it.
    notes =
      try !group.isOwner
      ? []
      : ImageSurvey(of: chosen).notes(for: configuration.views.valueRange)
        + [configuration.monitor.watchesNeighbors ? Self.unlabelledNote(chosen) : nil].compactMap { $0 }
    self.overwrites = overwrites
    self.commandLine = commandLine
    let processes = group.isAlone ? [:] : [RunRecord.processesKey: String(group.size)]
    self.environment = environment.merging(processes) { $1 }.merging([
      "libtorch": Runtime.libraryVersion, "vectorInstructions": Runtime.cpuCapability,
    ]) { $1 }
  }

  /// What is to be known of images without a class where neighbours vote; nil if every image has one.
  private static func unlabelledNote(_ images: any ImageDataset) -> String? {
    let count = (0..<images.count).count { images.label(at: $0) == nil }
    guard count > 0 else { return nil }
    let words =
      count == 1
      ? "has no class and is trained on only: it neither votes nor is voted on"
      : "have no class and are trained on only: they neither vote nor are voted on"
    return "\(count) of \(images.count) images \(words) by the monitor"
  }

  /// The number of images to train on.
  public var imageCount: Int { parts.training.count }

  /// The number of images that there are, of which some may be left aside or held out.
  public var availableCount: Int { identity.images }

  /// The number of images that the monitor holds out of the training.
  public var heldOutCount: Int { min(configuration.maxImages ?? .max, availableCount) - imageCount }

  /// Trains, or goes on training, to the end or until the hooks ask to stop.
  ///
  /// - Throws: `ConfigurationError` if the folder holds other things, or a run that was started with other settings or data:
  ///   nothing there is changed then. `FileError` if the folder cannot be used, of kind `inUse` if someone else trains there.
  ///   ``TrainingError`` if a number is no longer finite: the last checkpoint then stands.
  public func train(_ hooks: TrainingHooks = TrainingHooks()) throws -> TrainingOutcome {
    if let owner = run.runOfBest {
      throw ConfigurationError(
        "\(run.path) holds the best weights of \(owner.path); give another \(setting: "output") with \(setting: "from") \(run.path)"
      )
    }
    // The owner alone has to do with the folder.
    let lock = try group.isOwner ? run.claim() : nil
    defer { withExtendedLifetime(lock) {} }
    // Made before anything is written or removed: the weights that it starts from may not fit, or lie in the folder.
    let first = try !group.isOwner || (run.holdsRun && !overwrites) ? nil : TrainingState.first(configuration)
    let previousLength = try group.isOwner ? enterRecord() : nil
    let trainer = try Trainer(
      configuration, dataset: parts.training, run: run, hooks: hooks, monitor: parts.monitor, first: first, group: group
    )
    try hooks.started(trainer.start(prolongedFrom: previousLength))
    let outcome = try group.naming { try trainer.train() }
    if group.isOwner, configuration.usualFeatures == .whitened, outcome.reason == .completed {
      try Whitening.complete(run, images: parts.training)
      if TrainedWeights.step(in: run.best) != nil { try Whitening.complete(run.best, images: parts.training) }
    }
    return outcome
  }

  /// Checks that a run that is already here is this one, or writes the record of a new one.
  ///
  /// - Returns: The length that the run had, if it was finished and is prolonged now.
  private func enterRecord() throws -> TrainingLength? {
    var previousLength: TrainingLength?
    if run.holdsRun {
      if overwrites {
        try run.removeRun()
      } else {
        let record = try RunRecord(contentsOf: run.configurationFile)
        try record.requireSameData(identity, folder: run.path)
        let isProlonged = try record.length != configuration.length && isFinished(record, with: record.length)
        if isProlonged, try isFinished(record, with: configuration.length) { throw try tooShort(record) }
        try record.requireSame(
          configuration, folder: run.path, lengthIsFree: isProlonged, processes: group.size)
        guard isProlonged else { return nil }
        previousLength = record.length
      }
    }
    let started = ["started": Timestamp.record(.now)]
    try RunRecord(
      configuration: configuration, commandLine: commandLine, environment: environment.merging(started) { $1 },
      images: imageCount, identity: identity, typedData: typedData
    ).write(to: run.configurationFile)
    return previousLength
  }

  /// Whether the run of a record has reached the end of a training of some length.
  private func isFinished(_ record: RunRecord, with length: TrainingLength) throws -> Bool {
    guard let position = try Checkpoint.newest(in: run)?.position else { return false }
    return TrainingClock(length: length, stepsPerEpoch: stepsPerEpoch(record), warmupEpochs: record.warmupEpochs)
      .isOver(at: position)
  }

  private func stepsPerEpoch(_ record: RunRecord) -> Int { TrainingClock(record, images: imageCount).stepsPerEpoch }

  /// What to tell somebody who gives a finished run a length that it has already.
  private func tooShort(_ record: RunRecord) throws -> ConfigurationError {
    let position = try Checkpoint.newest(in: run)?.position ?? TrainingPosition()
    let (name, done) =
      switch configuration.length {
      case .epochs: ("epochs", "\(position.step / stepsPerEpoch(record)) epochs")
      case .minutes: ("minutes", String(format: "%.2f minutes", position.elapsedSeconds / 60))
      }
    return ConfigurationError(
      "\(run.path) has been trained for \(done); give \(setting: name) more than that to prolong it")
  }
}
