import Synchronization

/// Makes batches ahead of time on several threads and hands them out in the order of their plan.
///
/// The threads divide each batch among themselves, a few items at a time: whoever is free takes the next items of the
/// oldest batch that has any, so one slow image holds nothing up but its own batch. Without threads, the caller of `next`
/// does the work.
final class OrderedPrefetcher<Producer: BatchProducer>: Sendable {
  private typealias Queue = BatchQueue<Producer.Job>

  private let producer: Producer
  private let queue: Monitor<Queue>
  private let threads: Mutex<[WorkerThread]>
  private let hasThreads: Bool

  /// Starts to work.
  ///
  /// - Parameters:
  ///   - producer: What renders and completes a batch.
  ///   - jobCount: The number of batches.
  ///   - plan: Begins a batch, given its number counted from 0, and tells how many items it has; called in order.
  ///   - workers: The number of threads; with 0, batches are made inside `next`.
  ///   - depth: The largest number of batches that are made and not yet taken.
  ///   - chunk: How many items a thread takes at a time.
  /// - Throws: `inputOutput` if the system has no thread to spare.
  init(
    _ producer: Producer, jobCount: Int, plan: sending @escaping (Int) -> (job: Producer.Job, itemCount: Int),
    workers: Int, depth: Int, chunk: Int
  ) throws(DatasetError) {
    let queue = Monitor(Queue(jobCount: jobCount, plan: plan, depth: workers == 0 ? 1 : depth, chunk: chunk))
    self.producer = producer
    self.queue = queue
    hasThreads = workers > 0
    var started: [WorkerThread] = []
    do throws(DatasetError) {
      // The threads hold the queue and the producer but not this object, so that dropping it stops them.
      for _ in 0..<workers { started.append(try WorkerThread { Self.work(producer, queue) }) }
    } catch {
      queue.withLockNotifying { $0.isStopped = true }
      started.forEach { $0.join() }
      throw error
    }
    threads = Mutex(started)
  }

  deinit { stop() }

  /// The next batch of the plan, waiting until it is complete; nil after the last.
  ///
  /// `worker` does the work if there are no threads.
  func next(_ worker: Producer.Worker) throws(DatasetError) -> Producer.Job? {
    while true {
      let outcome: Outcome = hasThreads ? queue.wait(Self.outcome) : queue.withLock { Self.outcome(&$0) ?? .pending }
      switch outcome {
      case .batch(let job):
        // There is room for one more.
        queue.withLockNotifying { _ in }
        return job
      case .end: return nil
      case .failed(let error): throw error
      case .pending:
        if let claim = queue.withLock({ $0.claim() }) { Self.render(claim, producer, queue, worker) }
      }
    }
  }

  /// Ends all threads, after the items that they are at; later calls of `next` fail with `stopped`.
  func stop() {
    queue.withLockNotifying { $0.isStopped = true }
    let threads = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    threads.forEach { $0.join() }
  }

  private enum Outcome: Sendable {
    case batch(Producer.Job)
    case end
    case failed(DatasetError)
    case pending
  }

  private static func outcome(_ queue: inout Queue) -> Outcome? {
    if queue.isStopped { return .failed(DatasetError(.stopped, "the loader was stopped; open a new one")) }
    if let job = queue.takeFinished() { return .batch(job) }
    if let failure = queue.failure { return .failed(failure) }
    return queue.isDrained ? .end : nil
  }

  private static func work(_ producer: Producer, _ queue: Monitor<Queue>) {
    let worker: Producer.Worker
    do throws(DatasetError) {
      worker = try producer.makeWorker()
    } catch {
      queue.withLockNotifying { $0.failure = error }
      return
    }
    while let claim = queue.wait({ queue in queue.isStopped ? .some(nil) : queue.claim().map { .some($0) } }) {
      render(claim, producer, queue, worker)
    }
  }

  private static func render(
    _ claim: Queue.Claim, _ producer: Producer, _ queue: Monitor<Queue>, _ worker: Producer.Worker
  ) {
    producer.render(claim.items, of: claim.job, with: worker)
    guard queue.withLock({ $0.noteRendered(claim) }) else { return }
    producer.finish(claim.job, with: worker)
    queue.withLockNotifying { $0.noteFinished(claim) }
  }
}
