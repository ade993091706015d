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
    /// Whether the run was finished before, so that nothing was left to do.
    let wasFinished: Bool
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
  /// What was decided; the rest is chosen for data and machine.
  let configuration: TrainingConfiguration
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
      configuration, data: data, output: output, overwrites: overwrites, division: MonitoredParts.init,
      environment: Self.environment)
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
    var wasFinished = false
    let outcome = try pretraining.train(
      TrainingHooks(
        started: { start in
          wasFinished = start.isFinished
          events = try TrainingEvents(writesEvents, run: pretraining.run, stepsDone: start.stepsDone)
          announce(pretraining, on: data, start)
          Interruption.listen(keepsState: true)
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
      wasFinished: wasFinished,
      loss: metrics?.loss,
      invariance: metrics?.invariance, redundancy: metrics?.redundancy,
      lambda: try configuration.settings["lambda"]?.double,
      floor: configuration.floor, trainingSeconds: outcome.position.elapsedSeconds, badImages: outcome.badImages)
  }

  private static func announce(_ pretraining: Pretraining, on data: DatasetDescription, _ start: TrainingStart) {
    let configuration = pretraining.configuration
    Terminal.error(
      "\(data): \(pretraining.imageCount) images; \(configuration.backbone.summary), D = \(configuration.dimension), "
        + "batch \(configuration.batchSize), \(configuration.optimizer.rawValue), \(configuration.precision.rawValue) "
        + "on \(configuration.device)")
    for reason in pretraining.reasons { Terminal.error("  \(reason)") }
    if let path = configuration.from, let hasProjector = start.startsWithProjector {
      Terminal.error("starting from \(path)" + (hasProjector ? "" : ", with a new projector"))
    }
    if start.stepsDone > 0, !start.isFinished { Terminal.error("going on from step \(start.stepsDone)") }
    if let old = start.prolongedFrom {
      Terminal.error(
        "prolonged from \(old) to \(configuration.length): from here on the rates are those of a training of that length"
      )
    }
  }
}
