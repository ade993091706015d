import Augmentation
import Datasets
import Foundation
import Runs
import Settings

/// `barlow benchmark loader`: how fast batches of two views come from a data set, the first time and after.
enum BenchmarkLoaderCommand: Command {
  static let name = "benchmark loader"
  static let abstract = "Time the loading of a data set: reading, decoding, two views, batches."
  static let arguments: [String] = []
  static let data = Option(flag: "--data", placeholder: "DATA", help: "The images; a folder or another data set.")
  static let images = Option(
    flag: "--images", placeholder: "N", help: "Images to load in each pass, in whole batches; 2048 by default.")
  static let settings = Setting.all.filter { used.contains($0.name) }
  private static let used: Set = ["recipe", "imageSize", "batchSize", "workers", "seed", "onBadImage"]
  static let options =
    [data, PretrainCommand.config] + settings.map(\.option) + [images, .json]
  static let discussion = """
    The loader is the one that pretrain uses, with the same recipe. The cold pass is the first of this process: small data
    sets are decoded in it and kept. What the system has in its cache from before it has still. The stages are those of one
    thread on at most 256 of the images, read and decoded anew; decoding alone is of whole files at full size, of which views
    need only a part. Processor time is that of all threads in the warm pass, with everything around the stages.
    """

  /// What was measured; stages are milliseconds of one thread for one image.
  struct Summary: Encodable {
    let `case`: String
    let images: Int
    let batchSize: Int
    let imageSize: Int
    let threads: Int
    let imagesPerSecond: Double
    let imagesPerSecondPerThread: Double
    let coldImagesPerSecond: Double
    let openSeconds: Double
    let coldFirstBatchSeconds: Double
    let firstBatchSeconds: Double
    let decodeOnlyImagesPerSecond: Double?
    let stageMilliseconds: [String: Double]
    let processorMilliseconds: Double
    let badImages: Int
    let peakBytes: Int?
    /// What the data was understood to be.
    let dataset: DataSummary
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    "make bench, in a checkout of the sources, compares with PyTorch"
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    _ = try arguments.requirePositional([])
    let description = try DatasetDescription(parsing: arguments.required(data))
    let wanted = try arguments.integer(images, in: 1...Int.max) ?? 2048
    let file = try arguments.value(PretrainCommand.config).map { try SettingLayer(contentsOf: $0) } ?? SettingLayer()
    let flags = try SettingLayer(arguments, settings)
    Interruption.listen()
    let start = ContinuousClock.now
    let opened = try OpenedData(description)
    let dataset = try opened.open(split: .train)
    let openSeconds = (ContinuousClock.now - start) / .seconds(1)
    Terminal.error(opened.summary.text)
    // No network runs, so what some cannot do in half precision is no matter.
    let noNetwork = try SettingLayer(["precision": "fp32"])
    let configuration = try TrainingConfiguration(
      layers: [file, noNetwork, flags], suggesting: Recipe.suggested(for: description)
    ).resolved(for: DataFacts(description: description, count: dataset.count, channels: dataset.channels)).configuration
    let measurement = LoaderMeasurement(dataset: dataset, configuration: configuration)
    let batches = max(1, wanted / configuration.batchSize)
    // A second look at an image is not cold.
    let coldBatches = min(batches, dataset.count / configuration.batchSize)
    var passes: [LoaderMeasurement.Pass] = []
    let peakBytes = try ResidentMemory.growth {
      let reported = BadImageNames()
      passes = try [coldBatches, batches].map { try measurement.pass(batches: $0) { reported.report($0) } }
    }
    // Opened anew so that nothing decoded is kept.
    let anew = LoaderMeasurement(
      dataset: try opened.open(split: .train, memoryLimitBytes: 0), configuration: configuration)
    guard let parts = try anew.parts(count: 256) else {
      throw DatasetError(.badData, "none of the images of \(description) that were tried can be used; check the files")
    }
    let (cold, warm) = (passes[0], passes[1])
    let summary = Summary(
      case: "\(description), recipe \(configuration.recipe)", images: warm.images, batchSize: configuration.batchSize,
      imageSize: configuration.views.imageSize, threads: configuration.workers, imagesPerSecond: warm.imagesPerSecond,
      imagesPerSecondPerThread: warm.imagesPerSecond / Double(max(configuration.workers, 1)),
      coldImagesPerSecond: cold.imagesPerSecond, openSeconds: openSeconds,
      coldFirstBatchSeconds: cold.firstBatchSeconds, firstBatchSeconds: warm.firstBatchSeconds,
      decodeOnlyImagesPerSecond: parts.wholeDecodeMilliseconds.map { 1000 / $0 },
      stageMilliseconds: parts.milliseconds, processorMilliseconds: warm.processorMilliseconds,
      badImages: warm.badImages, peakBytes: peakBytes, dataset: opened.summary)
    if arguments.has(.json) {
      try Terminal.output(json: summary)
    } else {
      Terminal.output(text(summary))
    }
    return .done
  }

  private static func text(_ s: Summary) -> String {
    let decoding = s.decodeOnlyImagesPerSecond.map {
      String(format: "\ndecoding alone: %.1f images/s on one thread", $0)
    }
    let stages = (["read"] + ViewStageTimes.Stage.allCases.map(\.rawValue)).compactMap { name in
      s.stageMilliseconds[name].map { String(format: "%@ %.3f", name, $0) }
    }
    let memory = s.peakBytes.map { String(format: ", memory grew by %.0f MB", Double($0) / 1e6) } ?? ""
    return String(
      format: "%@: %.1f images/s (two %d×%d views each, batches of %d) with %d workers, %d images", s.case,
      s.imagesPerSecond, s.imageSize, s.imageSize, s.batchSize, s.threads, s.images)
      + String(
        format: "\ncold: %.1f images/s; opened in %.2f s, first batch after %.2f s (%.2f s when warm)%@",
        s.coldImagesPerSecond, s.openSeconds, s.coldFirstBatchSeconds, s.firstBatchSeconds, memory)
      + (decoding ?? "") + "\nmilliseconds an image: " + stages.joined(separator: ", ")
      + String(format: "; processor time in all %.3f", s.processorMilliseconds)
  }
}
