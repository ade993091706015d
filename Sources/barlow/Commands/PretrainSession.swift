import Datasets
import Evaluation
import Foundation
import Runs
import Settings
import Training

/// One pretraining from a terminal: its progress, its events and what it reports.
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

  /// What a training is started on, for its record.
  static var environment: [String: String] { Machine.facts.merging(["barlow": Barlow.version]) { $1 } }

  /// Trains, or goes on training, until the end or an interruption.
  func run() throws -> Summary {
    let pretraining = try Pretraining(
      TrainingConfiguration(layers: settings, suggesting: Recipe.suggested(for: data)), data: data, output: output,
      overwrites: overwrites, division: MonitoredParts.init, environment: Self.environment)
    return try Self.train(pretraining, on: data, writesEvents: writesEvents)
  }

  /// Trains, or goes on training, until the end or an interruption, and shows how it goes.
  static func train(_ pretraining: Pretraining, on data: DatasetDescription, writesEvents: Bool = false) throws
    -> Summary
  {
    let progress = ProgressLine()
    defer { progress.finish() }
    var last: TrainingProgress?
    var events: TrainingEvents?
    let outcome = try pretraining.train(
      TrainingHooks(
        started: { stepsDone in
          events = try TrainingEvents(writesEvents, run: pretraining.run, stepsDone: stepsDone)
          announce(pretraining, on: data, stepsDone: stepsDone)
          Interruption.listen()
        },
        progress: {
          last = $0
          events?.add($0.metrics)
          progress.show($0)
        },
        measured: {
          events?.add($0)
          progress.finish()
          Terminal.error(MonitorLine.text($0))
        },
        measurementFailed: {
          progress.finish()
          Terminal.error("the network could not be measured: \(ExitCode.message(for: $0))")
        }, badImage: { Terminal.error("skipped: \($0)") },
        shouldStop: { Interruption.isRequested || events?.failure != nil }))
    if let failure = events?.failure { throw failure }
    let configuration = pretraining.configuration
    let metrics = try last?.metrics ?? readMetrics(of: pretraining.run).last
    return Summary(
      run: pretraining.run.path, step: outcome.position.step, completed: outcome.reason == .completed,
      loss: metrics?.loss,
      invariance: metrics?.invariance, redundancy: metrics?.redundancy,
      lambda: try configuration.settings["lambda"]?.double,
      floor: configuration.floor, trainingSeconds: outcome.position.elapsedSeconds, badImages: outcome.badImages)
  }

  private static func announce(_ pretraining: Pretraining, on data: DatasetDescription, stepsDone: Int) {
    let configuration = pretraining.configuration
    Terminal.error(
      "\(data): \(pretraining.imageCount) images; \(configuration.backbone.summary), D = \(configuration.dimension), "
        + "batch \(configuration.batchSize), \(configuration.optimizer.rawValue), \(configuration.precision.rawValue) "
        + "on \(configuration.device)")
    for reason in pretraining.reasons { Terminal.error("  \(reason)") }
    if stepsDone > 0 { Terminal.error("going on from step \(stepsDone)") }
  }
}
