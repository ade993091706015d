import Datasets
import Foundation
import Images
import Training

/// The speed at which a loader delivers batches, and what reading and decoding alone take.
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

  /// The costs of one image on one thread, in milliseconds of its processor time.
  struct Alone {
    let readMilliseconds: Double
    let decodeMilliseconds: Double
  }

  let dataset: any ImageDataset
  let configuration: TrainingConfiguration

  /// Takes `count` batches from the beginning of training on; `report` is told of images that cannot be read.
  func pass(batches count: Int, report: @escaping @Sendable (BadImage) -> Void) throws -> Pass {
    let start = ContinuousClock.now
    let processorStart = Self.processorSeconds(CLOCK_PROCESS_CPUTIME_ID)
    let loader = try TwoViewLoader(
      dataset, recipe: configuration.views, channels: configuration.backbone.inputChannels,
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

  /// Reads and decodes at most `count` of the images one by one, at full size; nil if they are no files.
  static func alone(_ dataset: any ImageDataset, count: Int) throws -> Alone? {
    let decoder = ImageDecoder()
    var (read, decode) = (0.0, 0.0)
    let taken = min(count, dataset.count)
    var decoded = 0
    for number in 0..<taken {
      try Interruption.check()
      let index = number * dataset.count / taken
      let start = processorSeconds(CLOCK_THREAD_CPUTIME_ID)
      // The loader has reported what cannot be read.
      guard let source = try? dataset.source(at: index) else { continue }
      guard case .encoded(let bytes) = source else { return nil }
      let middle = processorSeconds(CLOCK_THREAD_CPUTIME_ID)
      let region = try? bytes.withUnsafeBytes { bytes in
        try decoder.decodeRegion(of: bytes, channels: dataset.channels) {
          RegionRequest(region: PixelRegion(whole: $0))
        }
      }
      guard region != nil else { continue }
      read += middle - start
      decode += processorSeconds(CLOCK_THREAD_CPUTIME_ID) - middle
      decoded += 1
    }
    guard decoded > 0 else { return nil }
    return Alone(
      readMilliseconds: 1000 * read / Double(decoded), decodeMilliseconds: 1000 * decode / Double(decoded))
  }

  private static func processorSeconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
