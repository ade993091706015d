import Augmentation

/// An endless stream of batches of two views, with local ones or of view A alone, made ahead of time on several threads.
///
/// What it delivers depends on the data set, the recipe, the seed, the batch size and where it starts, and on nothing
/// else: not on the number of workers, nor on chance. One thread asks for batches; `stopAction` lets others end that.
///
///     let loader = try TwoViewLoader(
///       dataset, recipe: recipe, channels: 3, batchSize: 256, seed: 0,
///       options: LoaderOptions(workers: 2, onBadImage: .skip) { print($0) })
///     let batch = try loader.next()
public final class TwoViewLoader {
  /// The number of batches in an epoch.
  public let batchesPerEpoch: Int
  let producer: TwoViewProducer
  private let prefetcher: OrderedPrefetcher<TwoViewProducer>
  /// One for each view.
  private let pools: [MemoryPool]
  let callersWorker: ViewRenderer
  /// The rows of every batch that are loaded here.
  let rows: Range<Int>
  /// Who is told which images come next; nil where that does not matter.
  private let readAhead: ReadAhead?
  private let clock = WaitClock()
  var failure: DatasetError?

  /// Starts loading.
  ///
  /// - Parameters:
  ///   - dataset: The images.
  ///   - recipe: How views are drawn.
  ///   - channels: 1 or 3, whatever the data set has.
  ///   - batchSize: The number of images in a batch.
  ///   - seed: The seed of the order and of the views.
  ///   - epoch: The epoch to start in.
  ///   - step: The batch of that epoch to start at.
  ///   - stride: How many steps on the batch after it is: more than 1 where others make those between.
  ///   - onlyViewA: Leaves view B out, for protocols that see each image once; view A stays what it is.
  ///   - element: The number format of the views' values.
  ///   - rows: The rows of every batch that are loaded here, where others load the rest; see ``next(with:)``. Nil for all.
  ///   - options: How to work.
  /// - Throws: `usage` for numbers that make no sense, such as a batch that is larger than the data set.
  public init(
    _ dataset: any ImageDataset, recipe: TwoViewRecipe, channels: Int, batchSize: Int, seed: UInt64, epoch: Int = 0,
    step: Int = 0, every stride: Int = 1, onlyViewA: Bool = false, element: ViewElement = .float32,
    rows: Range<Int>? = nil, options: LoaderOptions = LoaderOptions()
  ) throws(DatasetError) {
    try options.validate(channels: channels)
    let sampler = try EpochSampler(
      count: dataset.count, batchSize: batchSize, seed: seed, layout: dataset.storage)
    guard epoch >= 0, (0..<sampler.batchesPerEpoch).contains(step) else {
      throw DatasetError(
        .usage,
        "epoch \(epoch), step \(step) does not exist: an epoch has the steps 0 to \(sampler.batchesPerEpoch - 1)")
    }
    let readAhead = try sampler.isStreamed ? ReadAhead(dataset) : nil
    self.readAhead = readAhead
    let reader = ImageReader(
      dataset: dataset, onBadImage: options.onBadImage, ledger: BadImageLedger(report: options.report))
    producer = TwoViewProducer(
      reader: reader, recipe: recipe, channels: channels,
      viewCount: onlyViewA ? 1 : recipe.viewCount, element: element, seed: seed,
      isShared: rows != nil)
    let rows = rows ?? 0..<batchSize
    precondition(rows.lowerBound >= 0 && rows.upperBound <= batchSize && !rows.isEmpty, "rows are of the batch")
    self.rows = rows
    // Made here also if threads do the work, so that a recipe that cannot be rendered fails at once.
    callersWorker = try producer.makeWorker()
    let sizes = (0..<producer.viewCount).map { [producer] in rows.count * producer.bytes(ofView: $0) }
    let pools = sizes.map { MemoryPool(bytesPerBlock: $0) }
    self.pools = pools
    batchesPerEpoch = sampler.batchesPerEpoch
    let depth = options.depth(bytesPerBatch: sizes.reduce(0, +))
    try MemoryPool.requireMemory(batches: depth, bytesPerBatch: sizes.reduce(0, +))
    prefetcher = try OrderedPrefetcher(
      producer, jobCount: .max,
      plan: Self.plan(sampler, rows: rows, epoch: epoch, step: step, every: stride, pools: pools, readAhead: readAhead),
      workers: options.workers, depth: depth,
      chunk: options.chunk(batchSize: rows.count))
  }

  /// The next batch, which the caller waits for; after an error, every later call throws the same.
  ///
  /// - Throws: `badData` or `inputOutput` for an image that cannot be read if the policy is `fail`, or if none can be read;
  ///   `stopped` after `stop`.
  public func next() throws(DatasetError) -> ImageBatch {
    precondition(!producer.isShared, "the batch has rows that others load")
    if let failure { throw failure }
    let (job, waited) = try take()
    return try batch(of: job, waitSeconds: waited)
  }

  /// The next batch, all of whose images were tried, and how long that was waited for.
  func take() throws(DatasetError) -> (job: BatchAssembly, waitSeconds: Double) {
    let (job, waited) = try clock.measure { () throws(DatasetError) in try prefetcher.next(callersWorker) }
    guard let job else { preconditionFailure("an endless plan does not end") }
    return (job, waited)
  }

  /// What a batch that is complete holds.
  func batch(of job: BatchAssembly, waitSeconds waited: Double) throws(DatasetError) -> ImageBatch {
    let outcome = job.outcome
    let views = job.memories.enumerated().map { view, memory in
      HostBuffer(
        shape: producer.shape(ofView: view, count: outcome.indices.count), element: producer.element, memory: memory,
        pool: pools[view])
    }
    if let error = outcome.error {
      failure = error
      throw error
    }
    return ImageBatch(
      views: views, indices: outcome.indices, epoch: job.epoch, step: job.step, waitSeconds: waited)
  }

  /// How long all calls of `next` have waited.
  public var waitSeconds: Double { clock.seconds }

  /// The number of images that were skipped so far; workers may be ahead of what `next` has returned.
  public var badImageCount: Int { producer.reader.ledger.count }

  deinit { stop() }

  /// Ends the threads after the images that they are at, which `deinit` does too.
  ///
  /// Later calls of `next` fail with `stopped`.
  public func stop() { stopAction() }

  /// What `stop` does, for any thread, also while `next` waits: that call then fails with `stopped`.
  public var stopAction: @Sendable () -> Void {
    { [prefetcher, readAhead] in
      prefetcher.stop()
      readAhead?.stop()
    }
  }

  /// The number of blocks of memory that were ever allocated, one for each view of a batch.
  var allocatedBlocks: Int { pools.reduce(0) { $0 + $1.allocatedBlocks } }

  private static func plan(
    _ sampler: EpochSampler, rows: Range<Int>, epoch: Int, step: Int, every stride: Int, pools: [MemoryPool],
    readAhead: ReadAhead?
  ) -> sending (Int) -> (job: BatchAssembly, itemCount: Int) {
    var sampler = sampler
    return { number in
      let (epochsOn, step) = (step + number * stride).quotientAndRemainder(dividingBy: sampler.batchesPerEpoch)
      let whole = sampler.batch(epoch: epoch + epochsOn, step: step)
      let indices = Array(whole[rows])
      // Here, where batches come in order, and not where threads render them.
      readAhead?.add(sampler.arrivals(epoch: epoch + epochsOn, step: step, first: number == 0))
      let memories = pools.map { $0.take() }
      let job = BatchAssembly(
        epoch: epoch + epochsOn, step: step, indices: indices, whole: whole, memories: memories)
      return (job, indices.count)
    }
  }
}
