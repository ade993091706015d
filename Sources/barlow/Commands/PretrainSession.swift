import BarlowTwins
import Datasets
import Distributed
import Evaluation
import Formatting
import Foundation
import Runs
import Settings
import Training

/// One pretraining from a terminal: its progress, its events and what it reports.
struct PretrainSession {
  /// What a finished or interrupted call reports.
  @dynamicMemberLookup struct Summary: Encodable {
    /// What was done.
    let outcome: Outcome
    /// What the run folder tells of it; nil where it has no steps yet.
    let answers: RunAnswers?
    /// What is to be known of the images, a line each.
    let notes: [String]
    /// What the data was understood to be; nil for images that came from elsewhere.
    var dataset: DataSummary?

    private enum CodingKeys: String, CodingKey { case notes, dataset }

    subscript<Value>(dynamicMember key: KeyPath<Outcome, Value>) -> Value { outcome[keyPath: key] }

    func encode(to encoder: any Encoder) throws {
      try outcome.encode(to: encoder)
      try answers?.encode(to: encoder)
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(notes, forKey: .notes)
      try values.encodeIfPresent(dataset, forKey: .dataset)
    }
  }

  /// What a call has done.
  struct Outcome: Encodable {
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
    /// The weights of the best measurement, where they were asked for.
    let best: Best?
  }

  /// The weights of the best measurement.
  struct Best: Encodable {
    let folder: String
    let step: Int
    /// What was compared: the vote of neighbours, or a score without labels.
    let by: String
    let score: Double

    /// What a run has kept; nil if nothing was asked for or measured.
    init?(of run: RunFolder) throws {
      guard let record = try BestWeights(of: run).record, let score = record.score else { return nil }
      folder = run.best.path
      step = record.step
      by = record.knn == nil ? "label-free score" : "kNN"
      self.score = score
    }

    var text: String {
      let value = by == "kNN" ? NumberText.percent(score, decimals: 2) : NumberText.short(score, digits: 4)
      return "best: step \(step), \(by) \(value): \(folder)"
    }
  }

  let data: OpenedData
  /// What was decided; the rest is chosen for data and machine.
  let configuration: TrainingConfiguration
  let output: String
  /// Whether a run that is there already is removed.
  var overwrites = false
  /// Whether TensorBoard event files are written too.
  var writesEvents = false
  /// The processes that train together.
  var group = ProcessGroup.alone

  /// What a training is started on, for its record.
  static var environment: [String: String] { Machine.facts.merging(["barlow": Barlow.version]) { $1 } }

  /// What would be trained, and what it would take.
  struct Plan: Encodable {
    let configuration: TrainingConfiguration
    let reasons: [String]
    /// What is to be known of the images.
    let notes: [String]
    let images: Int
    let parameters: Int
    let stepsPerEpoch: Int
    let steps: Int
    let dataset: DataSummary
    let secondsPerStep: Double
    let seconds: Double
    let memoryBytes: Double?
  }

  /// Trains as one of the processes that do not own the run; whether it came to its end.
  func follow() throws -> Bool {
    let pretraining = try pretraining()
    Interruption.listen(keeping: .checkpoint)
    return try pretraining.train(TrainingHooks(shouldStop: { Interruption.isRequested })).reason == .completed
  }

  /// Trains, or goes on training, until the end or an interruption.
  func run() throws -> Summary {
    var summary = try Self.train(pretraining(), on: data.description, writesEvents: writesEvents)
    summary.dataset = data.summary
    return summary
  }

  /// Says what would be trained, without writing anything; nil in a process that does not own the run.
  func plan() throws -> Plan? {
    let pretraining = try pretraining()
    guard group.isOwner else { return nil }
    let estimate = try Self.announce(pretraining, on: data.description)
    return Plan(
      configuration: pretraining.configuration, reasons: pretraining.reasons, notes: pretraining.notes,
      images: pretraining.imageCount,
      parameters: estimate.parameterCount, stepsPerEpoch: estimate.stepsPerEpoch, steps: estimate.steps,
      dataset: data.summary,
      secondsPerStep: estimate.secondsPerStep, seconds: estimate.seconds, memoryBytes: estimate.bytes)
  }

  private func pretraining() throws -> Pretraining {
    try Pretraining(
      configuration, images: data.open(split: .train), of: data.description, output: output, overwrites: overwrites,
      division: MonitoredParts.init,
      environment: Self.environment, group: group)
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
    var heartbeat: Heartbeat?
    let outcome = try pretraining.train(
      TrainingHooks(
        started: { start in
          wasFinished = start.isFinished
          events = try TrainingEvents(writesEvents, run: pretraining.run, stepsDone: start.stepsDone)
          Interruption.listen(keeping: .checkpoint)
          guard !start.isFinished else { return }
          try announce(pretraining, on: data, start)
          heartbeat = Heartbeat("the first step")
        },
        progress: {
          heartbeat?.stop()
          heartbeat = nil
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
    let done = Outcome(
      run: pretraining.run.path, step: outcome.position.step, completed: outcome.reason == .completed,
      wasFinished: wasFinished, loss: metrics?.loss, invariance: metrics?.invariance, redundancy: metrics?.redundancy,
      lambda: try configuration.settings["lambda"]?.double, floor: configuration.floor,
      trainingSeconds: outcome.position.elapsedSeconds, badImages: outcome.badImages,
      best: configuration.keepBest ? try Best(of: pretraining.run) : nil)
    return Summary(
      outcome: done, answers: metrics == nil ? nil : RunAnswers(of: pretraining.run), notes: pretraining.notes)
  }

  /// Says what is trained on what, why, and what it will take.
  @discardableResult
  private static func announce(_ pretraining: Pretraining, on data: DatasetDescription, _ start: TrainingStart? = nil)
    throws -> TrainingEstimate
  {
    let configuration = pretraining.configuration
    let (used, all, held) = (pretraining.imageCount, pretraining.availableCount, pretraining.heldOutCount)
    let images = "\(used)\(used < all ? " of \(all)" : "") images" + (held > 0 ? ", \(held) held out" : "")
    Terminal.error(
      "\(data): \(images); \(configuration.backbone.summary), D = \(configuration.dimension), "
        + "batch \(configuration.batchSize), \(configuration.optimizer.rawValue), \(configuration.precision.rawValue) "
        + "on \(configuration.device)")
    for reason in pretraining.reasons { Terminal.error("  \(reason)") }
    for note in pretraining.notes { Terminal.error("note: \(note)") }
    if let path = configuration.from, let hasProjector = start?.startsWithProjector {
      let what = start?.startSummary.map { ": \($0)" } ?? ""
      Terminal.error("starting from \(path)\(what)\(hasProjector ? "" : "; with a new projector")")
    }
    let estimate = try pretraining.estimate()
    Terminal.error(EstimateText.lines(estimate, configuration, stepsDone: start?.stepsDone ?? 0))
    if let line = ProcessesLine.text(pretraining.group, configuration, parameters: estimate.parameterCount) {
      Terminal.error(line)
    }
    if let start, start.stepsDone > 0 { Terminal.error("going on from step \(start.stepsDone)") }
    if let old = start?.prolongedFrom {
      Terminal.error(
        "prolonged from \(old) to \(configuration.length): from here on the rates are those of a training of that length"
      )
    }
    return estimate
  }
}
