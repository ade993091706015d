/// What an `OrderedPrefetcher` makes: jobs, one a batch, each of many items that any thread may render.
protocol BatchProducer: Sendable {
  /// A batch in the making.
  associatedtype Job: Sendable
  /// What one thread needs for its work, such as a renderer; never shared.
  associatedtype Worker

  /// Makes a thread's own worker.
  func makeWorker() throws(DatasetError) -> Worker

  /// Renders some items of a job, which no other call ever renders; failures are noted in the job.
  func render(_ items: Range<Int>, of job: Job, with worker: Worker)

  /// Completes a job of which all items were rendered, before it is handed out.
  func finish(_ job: Job, with worker: Worker)
}
