import Augmentation
import Datasets
import Foundation
import Images
import Runs

/// The speed at which a loader delivers batches, and what the parts of its work take.
struct LoaderMeasurement {
  /// One pass over some batches.
  struct Pass {
    /// From asking for a loader to its first batch.
    let firstBatchSeconds: Double
    /// After the first batch, or with it if it is the only one.
    let imagesPerSecond: Double
    /// The processor time of all threads per image, in milliseconds.
    let processorMilliseconds: Double
    let images: Int
    let badImages: Int
  }

  /// The costs of an image's parts on one thread, in milliseconds.
  struct Parts {
    /// Reading, and each stage of ``ViewStageTimes``.
    let milliseconds: [String: Double]
    /// Decoding a file whole and at full size; nil if the images are no files.
    let wholeDecodeMilliseconds: Double?
  }

  let dataset: any ImageDataset
  let configuration: TrainingConfiguration

  /// Takes `count` batches from the beginning of training on; `report` is told of images that cannot be read.
  func pass(batches count: Int, report: @escaping @Sendable (BadImage) -> Void) throws -> Pass {
    let start = ContinuousClock.now
    let processorStart = Self.processorSeconds(CLOCK_PROCESS_CPUTIME_ID)
    let loader = try TwoViewLoader(
      dataset, recipe: configuration.views, channels: configuration.channels,
      batchSize: configuration.batchSize, seed: configuration.seed,
      options: LoaderOptions(workers: configuration.workers, onBadImage: configuration.onBadImage, report: report))
    defer { loader.stop() }
    var times: [ContinuousClock.Instant] = []
    for _ in 0..<count {
      try Interruption.check()
      _ = try loader.next()
      times.append(.now)
    }
    loader.stop()
    let processor = Self.processorSeconds(CLOCK_PROCESS_CPUTIME_ID) - processorStart
    let images = count * configuration.batchSize
    let (first, last) = (times[0], times[count - 1])
    let rate =
      count > 1
      ? Double((count - 1) * configuration.batchSize) / ((last - first) / .seconds(1))
      : Double(images) / ((last - start) / .seconds(1))
    return Pass(
      firstBatchSeconds: (first - start) / .seconds(1), imagesPerSecond: rate,
      processorMilliseconds: 1000 * processor / Double(images), images: images, badImages: loader.badImageCount)
  }

  /// Takes at most `count` of the images apart, one by one; nil if none can be used.
  ///
  /// Images that cannot be read or decoded are left out, for the loader has reported them.
  func parts(count: Int) throws -> Parts? {
    let taken = min(count, dataset.count)
    let decoder = ImageDecoder()
    var sources: [ImageSource] = []
    var readSeconds = 0.0
    for number in 0..<taken {
      try Interruption.check()
      let start = ContinuousClock.now
      guard let source = try? dataset.source(at: number * dataset.count / taken) else { continue }
      readSeconds += (ContinuousClock.now - start) / .seconds(1)
      if case .encoded(let bytes) = source {
        guard (try? decoder.decode(Array(bytes), channels: dataset.channels)) != nil else { continue }
      }
      sources.append(source)
    }
    guard !sources.isEmpty else { return nil }
    let views = ViewsMeasurement(
      sources, recipe: configuration.views, channels: configuration.channels, threads: 1,
      seed: configuration.seed)
    let perImage = 1000 / Double(sources.count)
    let whole = views.isEncoded ? try Measurement(runs: 3) { try views.decodeAll() }.median * perImage : nil
    // The first pass warms up caches and memory.
    try views.renderAll(epoch: 0)
    let stages = try views.stageTimes(epoch: 1)
    var milliseconds = ["read": readSeconds * perImage]
    for stage in ViewStageTimes.Stage.allCases {
      milliseconds[stage.rawValue] = (stages.durations[stage] ?? .zero) / .seconds(1) * perImage
    }
    return Parts(milliseconds: milliseconds, wholeDecodeMilliseconds: whole)
  }

  private static func processorSeconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
