import Augmentation

/// One pass over all images of a data set in order, made ahead of time on several threads.
///
/// One thread asks for batches; `stopAction` lets others end that.
public final class EvaluationLoader {
  private let dataset: any ImageDataset
  private let producer: EvaluationProducer
  private let prefetcher: OrderedPrefetcher<EvaluationProducer>
  private let pool: MemoryPool
  private let callersWorker: EvaluationRenderer
  private let clock = WaitClock()
  private var failure: DatasetError?
  private var delivered = 0

  /// Starts loading.
  ///
  /// - Parameters:
  ///   - dataset: The images.
  ///   - settings: How images are prepared.
  ///   - batchSize: The largest number of images in a batch.
  ///   - options: How to work.
  /// - Throws: `usage` for numbers that make no sense.
  public init(
    _ dataset: any ImageDataset, settings: EvaluationSettings, batchSize: Int, options: LoaderOptions = LoaderOptions()
  ) throws(DatasetError) {
    try options.validate(channels: settings.channels)
    guard batchSize > 0 else { throw DatasetError(.usage, "the batch size is \(batchSize); give at least 1") }
    self.dataset = dataset
    let reader = ImageReader(
      dataset: dataset, onBadImage: options.onBadImage, ledger: BadImageLedger(report: options.report))
    producer = EvaluationProducer(reader: reader, settings: settings)
    callersWorker = try producer.makeWorker()
    let count = dataset.count
    let rows = min(batchSize, max(count, 1))
    let pool = MemoryPool(bytesPerBlock: rows * settings.bytesPerView)
    self.pool = pool
    let depth = options.depth(bytesPerBatch: rows * settings.bytesPerView)
    try MemoryPool.requireMemory(batches: depth, bytesPerBatch: rows * settings.bytesPerView)
    prefetcher = try OrderedPrefetcher(
      producer, jobCount: (count + rows - 1) / rows,
      plan: { number in
        let indices = Array((number * rows)..<min((number + 1) * rows, count))
        return (BatchAssembly(epoch: 0, step: number, indices: indices, memories: [pool.take()]), indices.count)
      },
      workers: options.workers, depth: depth,
      chunk: options.chunk(batchSize: rows))
  }

  /// The next batch, which the caller waits for; nil after the last.
  ///
  /// After an error, every later call throws the same.
  /// Images that are skipped are missing from their batch, which is then smaller; a batch is never empty.
  ///
  /// - Throws: `badData` or `inputOutput` for an image that cannot be read if the policy is `fail`, or if none can be read;
  ///   `stopped` after `stop`.
  public func next() throws(DatasetError) -> EvaluationBatch? {
    if let failure { throw failure }
    do throws(DatasetError) {
      var waited = 0.0
      while true {
        let (job, seconds) = try clock.measure { () throws(DatasetError) in try prefetcher.next(callersWorker) }
        waited += seconds
        guard let job else {
          guard delivered > 0 || dataset.count == 0 else { throw producer.reader.allBad }
          return nil
        }
        if let batch = try batch(job, waitSeconds: waited) { return batch }
      }
    } catch {
      failure = error
      throw error
    }
  }

  /// How long all calls of `next` have waited.
  public var waitSeconds: Double { clock.seconds }

  /// The number of images that were skipped so far; workers may be ahead of what `next` has returned.
  public var badImageCount: Int { producer.reader.ledger.count }

  /// Whether every image was skipped, after which ``next()`` fails.
  package var hasNothingLeft: Bool { delivered == 0 && badImageCount == dataset.count }

  deinit { prefetcher.stop() }

  /// Ends the threads after the images that they are at, which `deinit` does too.
  ///
  /// Later calls of `next` fail with `stopped`.
  public func stop() { prefetcher.stop() }

  /// What `stop` does, for any thread, also while `next` waits: that call then fails with `stopped`.
  public var stopAction: @Sendable () -> Void { { [prefetcher] in prefetcher.stop() } }

  private func batch(_ job: BatchAssembly, waitSeconds: Double) throws(DatasetError) -> EvaluationBatch? {
    let outcome = job.outcome
    let settings = producer.settings
    let shape = [outcome.indices.count, settings.imageSize, settings.imageSize, settings.channels]
    let view = HostBuffer(shape: shape, element: .float32, memory: job.memories[0], pool: pool)
    if let error = outcome.error { throw error }
    guard !outcome.indices.isEmpty else { return nil }
    delivered += outcome.indices.count
    return EvaluationBatch(
      view: view, indices: outcome.indices, labels: outcome.indices.map { dataset.label(at: $0) },
      names: outcome.indices.map { dataset.name(at: $0) }, waitSeconds: waitSeconds)
  }
}
