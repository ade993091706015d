import BarlowTwins
import Datasets
import Files
import Foundation
import NN
import Torch

/// Trains twin networks on two views of each image, with everything that a run folder keeps.
public final class Trainer {
  /// What the outside world gives and gets.
  public struct Hooks {
    /// Called after each step.
    public var progress: (TrainingProgress) -> Void
    /// Called after each look of the monitor.
    public var looked: (MonitorRecord) -> Void
    /// Called when a look fails, such as on features that are not finite; the training goes on.
    public var lookFailed: (any Error) -> Void
    /// Called once for each image that cannot be read.
    public var badImage: @Sendable (BadImage) -> Void
    /// Asked after each step, and now and then while the monitor looks.
    public var shouldStop: () -> Bool

    public init(
      progress: @escaping (TrainingProgress) -> Void = { _ in },
      looked: @escaping (MonitorRecord) -> Void = { _ in },
      lookFailed: @escaping (any Error) -> Void = { _ in },
      badImage: @escaping @Sendable (BadImage) -> Void = { _ in }, shouldStop: @escaping () -> Bool = { false }
    ) {
      self.progress = progress
      self.looked = looked
      self.lookFailed = lookFailed
      self.badImage = badImage
      self.shouldStop = shouldStop
    }
  }

  private let configuration: TrainingConfiguration
  private let dataset: any ImageDataset
  private let run: RunFolder
  private let hooks: Hooks
  private let monitor: (any TrainingMonitor)?
  private let network: TwinNetworks
  private let optimizer: any Optimizer
  private let trainingStep: TrainingStep
  private let clock: TrainingClock
  private var position = TrainingPosition()
  private var lastCheckpoint: Int?

  /// Prepares a training, taking up the newest checkpoint of the run folder if there is one.
  ///
  /// `monitor` looks at the network now and then, as `configuration` says.
  public init(
    _ configuration: TrainingConfiguration, dataset: any ImageDataset, run: RunFolder, hooks: Hooks,
    monitor: (any TrainingMonitor)? = nil
  ) throws {
    self.configuration = configuration
    self.dataset = dataset
    self.run = run
    self.hooks = hooks
    self.monitor = monitor
    try Runtime.setThreadCount(configuration.threads)
    Runtime.keepFreedMemory()
    network = try TwinNetworks(
      configuration.backbone, projector: configuration.projector, sharing: configuration.towers,
      hasPredictor: configuration.objective.needsPredictor,
      from: ParameterSource(seed: configuration.seed, device: configuration.device))
    optimizer = configuration.optimizer.make(
      ParameterGroup.split(network.namedParameters()), weightDecay: configuration.weightDecay)
    trainingStep = TrainingStep(
      network: network, optimizer: optimizer, objective: configuration.objective.make(seed: configuration.seed),
      precision: configuration.precision, device: configuration.device)
    guard dataset.count >= configuration.batchSize else {
      throw ConfigurationError(
        "the batch of \(configuration.batchSize) is larger than the \(dataset.count) images to train on")
    }
    clock = TrainingClock(
      length: configuration.length, stepsPerEpoch: dataset.count / configuration.batchSize,
      warmupEpochs: configuration.warmupEpochs)
    if let checkpoint = try Checkpoint.newest(in: run) {
      try network.load(checkpoint.network)
      try optimizer.load(checkpoint.optimizer)
      position = checkpoint.position
      lastCheckpoint = position.step
    }
  }

  /// The number of steps done, in this process or before.
  public var stepsDone: Int { position.step }

  /// Trains to the end, or until asked to stop.
  ///
  /// - Throws: ``TrainingError`` if a number is no longer finite: the last checkpoint then stands. `FileError` if the run
  ///   folder cannot be written, or a line of its logs cannot be understood.
  public func train() throws -> TrainingOutcome {
    let schedule = MonitorSchedule(every: configuration.monitorEvery, after: try looksTaken())
    guard fraction < 1 || (monitor != nil && isLookDue(schedule)) else {
      return TrainingOutcome(reason: .completed, position: position, badImages: 0)
    }
    let log = try JSONLinesWriter<StepMetrics>(path: run.metricsFile, keepingThrough: position.step)
    let table = try MetricsTable(path: run.metricsTableFile, steps: readMetrics(of: run))
    var looks = try monitor.map {
      try MonitoredLooks($0, schedule: schedule, run: run, keepingThrough: position.step, hooks: hooks)
    }
    let loader = try TwoViewLoader(
      dataset, recipe: configuration.views, channels: configuration.backbone.inputChannels,
      batchSize: configuration.batchSize, seed: configuration.seed, epoch: position.step / clock.stepsPerEpoch,
      step: position.step % clock.stepsPerEpoch,
      element: configuration.viewElement,
      options: LoaderOptions(
        workers: configuration.workers, onBadImage: configuration.onBadImage, report: hooks.badImage))
    defer { loader.stop() }

    var pace = TrainingPace(secondsBefore: position.elapsedSeconds)
    // A look that an interruption has cut short is taken now.
    var isLookInterrupted = try !look(&looks, pace: &pace)
    var isStopped = isLookInterrupted
    while fraction < 1, !isStopped {
      let batch = try loader.next()
      let rates = configuration.learningRates * clock.rateFactor(at: position)
      let value = try step(batch, rates: rates)
      let time = pace.endStep(waitSeconds: batch.waitSeconds)
      position = clock.position(after: position, elapsedSeconds: time.elapsedSeconds)
      let metrics = StepMetrics(
        step: position.step, epoch: batch.epoch + 1, loss: value.loss, invariance: value.terms.invariance,
        redundancy: value.terms.redundancy, meanDiagonal: value.terms.meanDiagonal, learningRate: rates.weights,
        biasLearningRate: rates.biases, imagesPerSecond: Double(batch.count) / time.seconds,
        dataWaitSeconds: batch.waitSeconds)
      try log.append(metrics)
      try table.append(metrics)
      hooks.progress(progress(metrics, floor: value.floor, pace: pace))
      isLookInterrupted = try !look(&looks, pace: &pace)
      isStopped = isLookInterrupted || hooks.shouldStop()
      if !isStopped, position.step % configuration.checkpointEvery == 0, fraction < 1 {
        try writeCheckpoint(rate: rates.weights)
      }
    }
    try writeCheckpoint(rate: configuration.learningRates.weights)
    return TrainingOutcome(
      reason: isStopped && (fraction < 1 || isLookInterrupted) ? .interrupted : .completed, position: position,
      badImages: loader.badImageCount)
  }

  private func progress(_ metrics: StepMetrics, floor: Double?, pace: TrainingPace) -> TrainingProgress {
    let seconds = pace.seconds
    return TrainingProgress(
      metrics: metrics, objective: configuration.objective, floor: floor, totalSteps: clock.totalSteps,
      totalEpochs: clock.totalEpochs, fraction: min(fraction, 1),
      secondsLeft: clock.secondsLeft(at: position, stepsDone: pace.steps, seconds: seconds),
      dataWaitShare: pace.waitSeconds / seconds,
      imagesPerSecond: Double(pace.steps * configuration.batchSize) / seconds)
  }

  private var fraction: Double { clock.fraction(at: position) }

  // MARK: - Looking

  /// What looks have taken until here.
  ///
  /// A look that was logged after the checkpoint of its step, or by a version whose checkpoints keep nothing of looks, counts
  /// too.
  private func looksTaken() throws -> LooksTaken {
    var taken = position.looks ?? LooksTaken()
    let logged = try readMonitor(of: run).last { $0.step <= position.step }?.step
    if let logged, logged > taken.lastStep ?? -1 {
      taken.lastStep = logged
      taken.lastFraction = min(fraction, 1)
    }
    return taken
  }

  private func isLookDue(_ schedule: MonitorSchedule) -> Bool {
    schedule.isDue(step: position.step, elapsedSeconds: position.elapsedSeconds, fraction: fraction)
  }

  /// Takes a look if it is time for one; false if the training was asked to stop meanwhile.
  private func look(_ looks: inout MonitoredLooks?, pace: inout TrainingPace) throws -> Bool {
    let epoch = clock.epoch(at: position)
    guard
      let outcome = try looks?.lookIfDue(at: network, position: position, fraction: fraction, epoch: epoch),
      outcome != .notDue
    else { return true }
    position.looks = looks?.taken
    position.elapsedSeconds = pace.elapsedSeconds
    pace.leaveOut()
    return outcome == .taken
  }

  // MARK: - One step

  private func step(_ batch: ImageBatch, rates: LearningRates) throws -> MultiViewValue {
    let value = try trainingStep(
      batch.views.map { try $0.tensor(on: configuration.device) }, rates: rates, step: position.step)
    guard value.loss.isFinite else {
      throw TrainingError.diverged(
        "the loss is \(value.loss)", step: position.step + 1, checkpoint: lastCheckpoint,
        rate: configuration.learningRates.weights)
    }
    return value
  }

  // MARK: - Keeping

  /// Writes the state and the weights, unless a weight is no longer finite: a bad state never replaces a good one.
  private func writeCheckpoint(rate: Double) throws {
    guard position.step != lastCheckpoint else { return }
    for (name, tensor) in network.namedState() where try !tensor.isFinite() {
      throw TrainingError.diverged(
        "\(name) holds a value that is not finite", step: position.step, checkpoint: lastCheckpoint, rate: rate)
    }
    try createFolder(run.weightsFolder)
    try Safetensors(tensors: network.tower.backbone.stateDictionary()).write(to: run.backboneFile)
    try Safetensors(tensors: network.tower.projector.stateDictionary()).write(to: run.projectorFile)
    try Checkpoint(
      network: network.stateDictionary(), optimizer: optimizer.state, position: position
    ).write(to: run)
    lastCheckpoint = position.step
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
