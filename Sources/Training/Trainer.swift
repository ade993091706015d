import BarlowTwins
import Datasets
import Distributed
import Formatting
import NN
import Runs
import Settings
import Torch

/// Trains twin networks on two views of each image: takes steps until the clock says that it is over, lets the monitor measure
/// in between, and has everything recorded.
///
/// Where processes train together, rank 0 owns the run: it alone reads and writes the folder, measures, and tells the time, which the
/// others learn with each step.
package final class Trainer {
  private let configuration: TrainingConfiguration
  private let dataset: any ImageDataset
  private let run: RunFolder
  private let hooks: TrainingHooks
  private let monitor: (any TrainingMonitor)?
  private let clock: TrainingClock
  private let state: TrainingState
  private let trainingStep: TrainingStep
  private let group: ProcessGroup
  private let part: BatchPart
  /// What writes; nil in processes that do not own the run.
  private var owned: OwnedRecords?

  /// Prepares a training, resuming from the newest checkpoint of the run folder if there is one.
  ///
  /// `monitor` looks at the network now and then, as `configuration` says; `first` is the state before the first step, if it was
  /// made already, and `group` the processes that train together.
  init(
    _ configuration: TrainingConfiguration, dataset: any ImageDataset, run: RunFolder,
    hooks: TrainingHooks = TrainingHooks(), monitor: (any TrainingMonitor)? = nil, first: TrainingState? = nil,
    group: ProcessGroup = .alone
  ) throws {
    guard dataset.count >= configuration.batchSize else {
      throw ConfigurationError(
        "the batch of \(configuration.batchSize) is larger than the data to train on, \(NumberText.count(dataset.count, "image"))"
      )
    }
    self.configuration = configuration
    self.dataset = dataset
    self.run = run
    self.hooks = hooks
    self.group = group
    part = BatchPart(of: configuration.batchSize, in: group)
    self.monitor = monitor
    clock = TrainingClock(
      length: configuration.length, stepsPerEpoch: dataset.count / configuration.batchSize,
      warmupEpochs: configuration.warmupEpochs)
    try Runtime.setThreadCount(configuration.threads)
    Runtime.keepFreedMemory()
    let isFirst = group.isOwner && first == nil && Checkpoint.steps(in: run).isEmpty
    state = try first ?? (isFirst ? .first(configuration) : TrainingState(configuration))
    trainingStep = try TrainingStep(
      state.network, objective: configuration.objective, optimizer: state.optimizer,
      precision: configuration.precision, device: configuration.device, threads: configuration.threads,
      seed: configuration.seed, part: part, compression: configuration.compress.dtype,
      saving: configuration.memorySaving)
    owned = try group.isOwner ? OwnedRecords(run, restoring: state) : nil
    if !group.isAlone { try shareState() }
  }

  /// Where the training begins, before the first step of this process.
  func start(prolongedFrom length: TrainingLength?) -> TrainingStart {
    TrainingStart(
      stepsDone: state.position.step, isFinished: isOver, prolongedFrom: length,
      startsWithProjector: state.startsWithProjector, startSummary: state.startSummary)
  }

  /// Trains to the end, or until asked to stop.
  ///
  /// - Throws: ``TrainingError`` if a number is no longer finite: the last checkpoint then stands. `FileError` if the run
  ///   folder cannot be written, or a line of its logs cannot be understood.
  package func train() throws -> TrainingOutcome {
    try owned?.complete(state)
    var measurements = MonitorMeasurements(
      monitor, every: configuration.monitorEvery,
      after: try group.isOwner ? MonitorTime(until: state.position, of: run, clock: clock) : MonitorTime(),
      clock: clock, hooks: hooks)
    // A measurement that an interruption has cut short is taken now.
    let begin = try agree(StepAgreement(isMeasurementDue: isDue(measurements)))
    guard !isOver || begin.isMeasurementDue else { return outcome(.completed) }
    let recorder =
      try group.isOwner
      ? StepRecorder(run, keepingThrough: state.position.step, isMonitored: monitor != nil) : nil
    var batches = TrainingBatches(of: dataset, configuration, clock: clock, part: part, badImage: hooks.badImage)
    defer { batches.stop() }
    var pace = TrainingPace(secondsBefore: state.position.elapsedSeconds)
    var agreed = try measure(&measurements, recorder, &pace, after: begin)
    while !isOver, !agreed.isStopped {
      try takeStep(batches.next(at: state.position), recorder, &pace)
      let isDue = isDue(measurements)
      // Who is about to measure is asked to stop afterwards.
      agreed = try agree(
        StepAgreement(
          isMeasurementDue: isDue, isStopped: !isDue && hooks.shouldStop(), badImages: batches.badImageCount))
      agreed = try measure(&measurements, recorder, &pace, after: agreed)
      try requireReadableImages(agreed.badImages)
      if !agreed.isStopped, !isOver, isStateDue { try keepState() }
    }
    return try end(agreed)
  }

  /// Keeps the last state, and says how the training has ended.
  private func end(_ agreed: StepAgreement) throws -> TrainingOutcome {
    try keepState()
    let wasInterrupted = agreed.isMeasurementCut || (agreed.isStopped && !isOver)
    return outcome(wasInterrupted ? .interrupted : .completed, agreed.badImages)
  }

  /// What holds for all processes after a step: the owner's time, and a request to stop that any of them has heard.
  private func agree(_ own: StepAgreement) throws -> StepAgreement {
    try own.settled(at: &state.position, in: group)
  }

  /// Gives every process the owner's state.
  private func shareState() throws {
    let shared = try Checkpoint.shared(owned == nil ? nil : state.checkpoint(), in: group)
    if owned == nil { try state.load(shared) }
  }

  /// The most images that may turn out to be unreadable: a twentieth of all, and a few of a small data set.
  private var mostBadImages: Int { max(8, dataset.count / 20) }

  /// Ends the training, with a checkpoint, where so many images cannot be read that something has happened to the data.
  private func requireReadableImages(_ bad: Int) throws {
    guard bad > mostBadImages else { return }
    try keepState()
    throw DatasetError(
      .badData,
      "\(bad) of the \(dataset.count) images of \(configuration.data) cannot be read, more than a twentieth: the training has "
        + "stopped after step \(state.position.step) with a checkpoint; bring them back and repeat the command")
  }

  private var isOver: Bool { clock.isOver(at: state.position) }

  private func outcome(_ reason: TrainingOutcome.Reason, _ badImages: Int = 0) -> TrainingOutcome {
    TrainingOutcome(reason: reason, position: state.position, badImages: badImages)
  }

  private func keepState() throws { try owned?.states.keep(state, peakRate: configuration.learningRates.weights) }

  /// Whether it is time for a checkpoint: after so many steps, or after a minute and from then on every five minutes.
  private var isStateDue: Bool {
    guard let states = owned?.states else { return false }
    if let every = configuration.checkpointEvery { return state.position.step % every == 0 }
    let interval: Double = states.lastStep == nil ? 60 : 300
    return state.position.elapsedSeconds - states.lastSeconds >= interval
  }

  /// Takes a step on a batch, logs it and tells of it.
  private func takeStep(_ batch: ImageBatch, _ recorder: StepRecorder?, _ pace: inout TrainingPace) throws {
    let rates = configuration.learningRates * clock.rateFactor(at: state.position)
    let value = try trainingStep(
      batch.views.map { try $0.tensor(on: configuration.device) }, rates: rates, step: state.position.step)
    guard value.loss.isFinite else {
      throw TrainingError.diverged(
        "the loss is \(value.loss)", step: state.position.step + 1, checkpoint: owned?.states.lastStep,
        rate: configuration.learningRates.weights)
    }
    let time = pace.endStep(waitSeconds: batch.waitSeconds)
    state.position = clock.position(after: state.position, elapsedSeconds: time.elapsedSeconds)
    let metrics = StepMetrics(
      step: state.position.step, epoch: batch.epoch + 1, loss: value.loss, invariance: value.terms.invariance,
      redundancy: value.terms.redundancy, meanDiagonal: value.terms.meanDiagonal, learningRate: rates.weights,
      biasLearningRate: rates.biases, imagesPerSecond: Double(value.terms.images) / time.seconds,
      dataWaitSeconds: batch.waitSeconds)
    try recorder?.record(metrics)
    hooks.progress(
      TrainingProgress(
        metrics, floor: value.floor, configuration: configuration, position: state.position, clock: clock, pace: pace))
  }

  /// Whether the owner has to measure now, as only it knows.
  private func isDue(_ measurements: MonitorMeasurements) -> Bool {
    group.isOwner && measurements.isDue(at: state.position)
  }

  /// Takes a measurement where all have agreed that it is time for one, and agrees on whether the training goes on.
  private func measure(
    _ measurements: inout MonitorMeasurements, _ recorder: StepRecorder?, _ pace: inout TrainingPace,
    after agreed: StepAgreement
  ) throws -> StepAgreement {
    guard agreed.isMeasurementDue else { return agreed }
    let isCut = try !measure(&measurements, recorder, &pace)
    return try agree(
      StepAgreement(
        isMeasurementCut: isCut, isStopped: isCut || agreed.isStopped || hooks.shouldStop(),
        badImages: agreed.badImages))
  }

  /// Takes a measurement; false if the training was asked to stop meanwhile.
  private func measure(
    _ measurements: inout MonitorMeasurements, _ recorder: StepRecorder?, _ pace: inout TrainingPace
  ) throws -> Bool {
    guard group.isOwner else {
      try measurements.help(state.network, at: state.position, in: group)
      return true
    }
    let outcome = try measurements.measure(state.network, at: state.position, recorder: recorder, in: group)
    state.position.measurements = measurements.taken
    state.position.elapsedSeconds = pace.elapsedSeconds
    defer { pace.restartStep() }
    guard case .taken(let record) = outcome else { return false }
    if let record, configuration.keepBest, owned?.best.isBetter(record) == true {
      // A training that is resumed never begins before the step of the weights that are the best so far.
      try keepState()
      try owned?.best.keep(state.weights(), of: record)
    }
    return true
  }
}
