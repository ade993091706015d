import Images
import Synchronization

/// One pass over all images of a data set that makes a value of each on several threads and hands them out in order.
package struct ImageScan<Value: Sendable> {
  private let dataset: any ImageDataset
  private let options: LoaderOptions

  /// How many images are handed out at a time.
  private static var imagesPerJob: Int { 64 }

  /// A pass over the images of `dataset`.
  package init(_ dataset: any ImageDataset, options: LoaderOptions) {
    self.dataset = dataset
    self.options = options
  }

  /// Makes the values.
  ///
  /// - Parameters:
  ///   - makeWorker: Makes what one thread needs.
  ///   - read: Makes the value of the image at an index; what it throws says that the image is bad.
  ///   - body: Given the value of each image that is not skipped, in order, on the calling thread; what it throws stops the pass.
  /// - Throws: `DatasetError` for a bad image if these are not skipped, or if none is good; what `body` throws.
  package func run<Worker>(
    makeWorker: @escaping @Sendable () -> Worker,
    read: @escaping @Sendable (_ worker: Worker, _ index: Int) throws -> Value,
    _ body: (_ index: Int, _ value: Value) throws -> Void
  ) throws {
    try options.validate(channels: 3)
    let count = dataset.count
    guard count > 0 else { return }
    let reader = ImageReader(
      dataset: dataset, onBadImage: options.onBadImage, ledger: BadImageLedger(report: options.report))
    let producer = ScanProducer(reader: reader, make: makeWorker, read: read)
    let step = Self.imagesPerJob
    let prefetcher = try OrderedPrefetcher(
      producer, jobCount: (count + step - 1) / step,
      plan: { number in
        let indices = (number * step)..<min((number + 1) * step, count)
        return (ScanJob(indices), indices.count)
      }, workers: options.workers, depth: options.batchesAhead ?? 4, chunk: 4)
    defer { prefetcher.stop() }
    let own = makeWorker()
    var delivered = 0
    while let job = try prefetcher.next(own) {
      let (values, failures) = job.results
      if let error = reader.fatal(failures) { throw error }
      for (position, index) in job.indices.enumerated() {
        guard let value = values[position] else { continue }
        delivered += 1
        try body(index, value)
      }
    }
    guard delivered > 0 else { throw reader.allBad }
  }
}

/// Some images of a pass, and what became of them.
private final class ScanJob<Value: Sendable>: Sendable {
  let indices: Range<Int>
  private let state: Mutex<(values: [Value?], failures: [Int: DatasetError])>

  init(_ indices: Range<Int>) {
    self.indices = indices
    state = Mutex(([Value?](repeating: nil, count: indices.count), [:]))
  }

  var results: (values: [Value?], failures: [Int: DatasetError]) { state.withLock { $0 } }

  func set(_ value: Value, at position: Int) { state.withLock { $0.values[position] = value } }
  func fail(_ error: DatasetError, at position: Int) { state.withLock { $0.failures[position] = error } }
}

/// Makes the values of a pass.
private struct ScanProducer<Worker, Value: Sendable>: BatchProducer {
  let reader: ImageReader
  let make: @Sendable () -> Worker
  let read: @Sendable (Worker, Int) throws -> Value

  func makeWorker() -> Worker { make() }

  func render(_ items: Range<Int>, of job: ScanJob<Value>, with worker: Worker) {
    for position in items {
      let index = job.indices.lowerBound + position
      let error = reader.attempt(index) { job.set(try read(worker, index), at: position) }
      if let error { job.fail(error, at: position) }
    }
  }

  func finish(_ job: ScanJob<Value>, with worker: Worker) {}
}
