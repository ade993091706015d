import Datasets
import Encoders
import Evaluation
import Foundation
import Runs
import Torch

/// `barlow benchmark embed`: how fast the features of images come, from their files to the numbers.
enum BenchmarkEmbedCommand: Command {
  static let name = "benchmark embed"
  static let abstract = "Time the features of images: reading, decoding, preparing, the network."
  static let arguments = ["--data DATA", "--model RUN|FILE|NAME"]
  static let data = Option(flag: "--data", placeholder: "DATA", help: "The images; a folder or another data set.")
  static let runs = Option(flag: "--runs", placeholder: "N", help: "Counted passes over the images; 3 by default.")
  static let options =
    [data] + ModelOptions.common.dropLast() + [ModelOptions.features, ModelOptions.maxImages, runs, .json]
  static let discussion = """
    As embed works, without writing and without what a run has kept: each pass reads and decodes the images anew. A pass before the
    counted ones brings their files into the system's cache.
    """

  /// What was measured; times are in seconds, of a pass.
  struct Case: Encodable {
    let `case`: String
    let median: Double
    let minimum: Double
    let runs: Int
    let images: Int
    let imagesPerSecond: Double
    let precision: String
    let workers: Int
    let threads: Int
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    "make bench, in a checkout of the sources, compares with PyTorch"
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    _ = try arguments.requirePositional([])
    let description = try DatasetDescription(parsing: arguments.required(data))
    let runs = try arguments.integer(runs, in: 1...100_000) ?? 3
    let options = try ModelOptions(arguments)
    let opened = try OpenedData(description)
    Terminal.error(opened.summary.text)
    let whole = try opened.open(split: .train, memoryLimitBytes: 0)
    let images: any ImageDataset =
      try options.maxImages.map { try Subset.sample(whole, count: $0, seed: 0) } ?? whole
    Interruption.listen()
    let features = options.features
    let extractor = try features.extractor(options.kind)
    var count = 0
    let measurement = try Measurement(runs: runs) {
      count = 0
      try extractor.forEachBatch(
        of: images, preparation: features.model.preparation, batchSize: features.batchSize, options: features.options
      ) { _, batch in
        try Interruption.check()
        count += batch.count
      }
    }
    let model = features.model
    let result = Case(
      case:
        "embed \(model.record.backbone.summary) \(model.imageSize)×\(model.imageSize) \(features.precision.rawValue)",
      median: measurement.median, minimum: measurement.minimum, runs: runs, images: count,
      imagesPerSecond: Double(count) / measurement.median, precision: features.precision.rawValue,
      workers: features.options.workers, threads: Runtime.threadCount)
    if arguments.has(.json) {
      try Terminal.output(json: result)
    } else {
      Terminal.output(
        String(
          format:
            "%@: %.1f images/s, median %.3f s, minimum %.3f s of %d passes over %d images, %d threads, %d workers",
          result.case, result.imagesPerSecond, result.median, result.minimum, runs, count, result.threads,
          result.workers))
    }
    return .done
  }
}
