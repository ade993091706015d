import Augmentation
import Images

/// Renders the views of the images of a batch.
struct TwoViewProducer: BatchProducer {
  /// Where the images come from.
  let reader: ImageReader
  /// How views are drawn.
  let recipe: TwoViewRecipe
  /// 1 or 3.
  let channels: Int
  /// How many of the recipe's views are made.
  let viewCount: Int
  /// The number format of their values.
  let element: ViewElement
  /// The seed of all views.
  let seed: UInt64
  /// Whether others have further rows of the batches; bad images are then replaced together with them.
  let isShared: Bool

  /// The shape of a view of `count` images: images, rows, columns, channels.
  func shape(ofView number: Int, count: Int) -> [Int] {
    let side = recipe.imageSize(ofView: number)
    return [count, side, side, channels]
  }

  /// The bytes of a view of one image.
  func bytes(ofView number: Int) -> Int { shape(ofView: number, count: 1).reduce(element.byteCount, *) }

  func makeWorker() throws(DatasetError) -> ViewRenderer {
    do {
      return try ViewRenderer(recipe: recipe, channels: channels, element: element)
    } catch {
      throw DatasetError(.usage, "the views cannot be made: \(error)")
    }
  }

  func render(_ items: Range<Int>, of job: BatchAssembly, with worker: ViewRenderer) {
    for position in items {
      let index = job.indices[position]
      reader.read(index, at: position, of: job) { source in
        try render(source, index: index, at: position, of: job, with: worker)
      }
    }
  }

  /// Puts other images in the place of bad ones.
  ///
  /// All that is done by one thread in the order of positions, and whether an image is bad does not depend on when it is
  /// tried, so the result is the same whatever the number of threads.
  func finish(_ job: BatchAssembly, with worker: ViewRenderer) {
    let failures = job.outcome.failures
    guard !failures.isEmpty, !isShared else { return }
    var indices = job.indices
    var error = reader.fatal(failures)
    if error == nil {
      var present = Set(indices)
      for position in failures.keys.sorted() {
        switch replacement(for: indices[position], at: position, of: job, present: present, worker: worker) {
        case .success(let index):
          indices[position] = index
          present.insert(index)
        case .failure(let failure):
          error = failure
        }
        if error != nil { break }
      }
    }
    job.resolve(indices: indices, error: error)
  }

  /// Renders the next readable image after `index` that is not `present` in the batch; if there is none, any readable one.
  func replacement(
    for index: Int, at position: Int, of job: BatchAssembly, present: Set<Int>, worker: ViewRenderer
  ) -> Result<Int, DatasetError> {
    let count = reader.dataset.count
    for mayRepeat in [false, true] {
      for step in 1..<max(count, 2) {
        let candidate = (index + step) % count
        guard !reader.ledger.contains(candidate), mayRepeat || !present.contains(candidate) else { continue }
        let failure = reader.attempt(candidate) { source in
          try render(source, index: candidate, at: position, of: job, with: worker)
        }
        guard let failure else { return .success(candidate) }
        if failure.isExhaustion { return .failure(failure) }
      }
    }
    return .failure(reader.allBad)
  }

  private func render(
    _ source: ImageSource, index: Int, at position: Int, of job: BatchAssembly, with worker: ViewRenderer
  ) throws {
    try worker.render(source, seed: seed, epoch: job.epoch, index: index, views: viewCount) { view in
      job.memories[view].row(position, length: bytes(ofView: view))
    }
  }
}
