import Augmentation
import Images

/// Renders the one view of the images of a batch.
struct EvaluationProducer: BatchProducer {
  /// Where the images come from.
  let reader: ImageReader
  /// How images are prepared.
  let settings: EvaluationSettings

  func makeWorker() throws(DatasetError) -> EvaluationRenderer {
    do {
      return try EvaluationRenderer(
        imageSize: settings.imageSize, resizeTo: settings.resizeTo, normalization: settings.normalization,
        channels: settings.channels, valueRange: settings.valueRange, interpolation: settings.interpolation)
    } catch {
      throw DatasetError(.usage, "the images cannot be prepared: \(error)")
    }
  }

  func render(_ items: Range<Int>, of job: BatchAssembly, with worker: EvaluationRenderer) {
    for position in items {
      reader.read(job.indices[position], at: position, of: job) { source in
        let row = job.memories[0].row(position, length: settings.bytesPerView)
        try worker.render(source, into: row.bindMemory(to: Float.self))
      }
    }
  }

  /// Closes the gaps that bad images left.
  func finish(_ job: BatchAssembly, with worker: EvaluationRenderer) {
    let failures = job.outcome.failures
    guard !failures.isEmpty else { return }
    var indices: [Int] = []
    for (position, index) in job.indices.enumerated() where failures[position] == nil {
      if indices.count < position {
        let row = job.memories[0].row(position, length: settings.bytesPerView)
        job.memories[0].row(indices.count, length: settings.bytesPerView).copyMemory(from: UnsafeRawBufferPointer(row))
      }
      indices.append(index)
    }
    job.resolve(indices: indices, error: reader.fatal(failures))
  }
}
