import Augmentation
import Datasets
import Foundation

/// `barlow benchmark views`: how fast view pairs are made, where the time goes, and what decoding alone takes.
enum BenchmarkViewsCommand: Command {
  static let name = "benchmark views"
  static let abstract = "Time the making of view pairs and its stages, beside decoding alone."
  static let arguments: [String] = []
  static let data = Option(flag: "--data", placeholder: "DATA", help: "The images; a folder or another data set.")
  static let images = Option(
    flag: "--max-images", placeholder: "N", help: "Images to use, held in memory; 256 by default.")
  static let runs = Option(flag: "--runs", placeholder: "N", help: "Counted passes over the images; 5 by default.")
  static let threads = Option(flag: "--threads", placeholder: "N", help: "Threads; 1 by default.")
  static let options = [data, ViewOptions.recipe, ViewOptions.size, images, runs, threads, ViewOptions.seed, .json]
  static let discussion = """
    Reading files is not counted. decodeOnly is the whole file at full size by the same library; making views decodes only
    what both crops need. The stages are measured in a pass of its own, on one thread. The recipe is `folder` unless
    --recipe says otherwise.
    """

  /// What was measured; times of stages are per image.
  struct Summary: Encodable {
    let `case`: String
    let images: Int
    let imageSize: Int
    let threads: Int
    let runs: Int
    let median: Double
    let minimum: Double
    let imagesPerSecond: Double
    let imagesPerSecondPerThread: Double
    let decodeOnlyImagesPerSecond: Double?
    let stageMilliseconds: [String: Double]
    /// What the data was understood to be.
    let dataset: DataSummary
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    "make bench, in a checkout of the sources, compares with PyTorch"
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    _ = try arguments.requirePositional([])
    let description = try DatasetDescription(parsing: arguments.required(data))
    let options = try ViewOptions(arguments, fallback: "folder")
    let count = try arguments.integer(images, in: 1...1_048_576) ?? 256
    let runs = try arguments.integer(runs, in: 1...100_000) ?? 5
    let threads = try arguments.integer(threads, in: 1...1024) ?? 1
    // Nothing decoded is kept: decoding is part of what is measured.
    let opened = try DataOptions.open(description, arguments)
    let dataset = try opened.open(split: .train, memoryLimitBytes: 0)
    var recipe = options.recipe
    if recipe.normalization.mean.count != dataset.channels {
      recipe.normalization = dataset.channels == 1 ? .fashionMNIST : .imageNet
    }
    let views = try ViewsMeasurement(
      dataset, count: count, recipe: recipe, threads: threads, seed: options.seed)
    Interruption.listen()
    var epoch = 0
    let summary: Summary
    do {
      let whole = try Measurement(runs: runs) {
        try views.renderAll(epoch: epoch)
        epoch += 1
      }
      let decoding = views.isEncoded ? try Measurement(runs: runs) { try views.decodeAll() } : nil
      summary = Summary(
        views, whole, decoding, stages: try views.stageTimes(epoch: 0), name: "\(description), recipe \(options.name)",
        dataset: opened.summary)
    } catch let error as InterruptedError {
      throw error
    } catch {
      throw DatasetError.rendering(error, of: String(describing: description))
    }
    if arguments.has(.json) {
      try Terminal.output(json: summary)
    } else {
      Terminal.output(Self.text(summary))
    }
    return .done
  }

  private static func text(_ s: Summary) -> String {
    let decoding = s.decodeOnlyImagesPerSecond.map {
      String(format: "\ndecoding alone: %.1f images/s; views take %.2f times as long", $0, $0 / s.imagesPerSecond)
    }
    let stages = ViewStageTimes.Stage.allCases.map {
      String(format: "%@ %.3f", $0.rawValue, s.stageMilliseconds[$0.rawValue] ?? 0)
    }
    return String(
      format: "%@: %.1f images/s (two %d×%d views each) on %d threads, %d images, %d runs", s.case,
      s.imagesPerSecond, s.imageSize, s.imageSize, s.threads, s.images, s.runs) + (decoding ?? "")
      + "\nmilliseconds an image: " + stages.joined(separator: ", ")
  }
}

extension BenchmarkViewsCommand.Summary {
  init(
    _ views: ViewsMeasurement, _ whole: Measurement, _ decoding: Measurement?, stages: ViewStageTimes, name: String,
    dataset: DataSummary
  ) {
    let count = Double(views.sources.count)
    let speed = count / whole.median
    self.init(
      case: name, images: views.sources.count, imageSize: views.recipe.imageSize, threads: views.threads,
      runs: whole.seconds.count, median: whole.median, minimum: whole.minimum, imagesPerSecond: speed,
      imagesPerSecondPerThread: speed / Double(views.threads),
      decodeOnlyImagesPerSecond: decoding.map { count / $0.median },
      stageMilliseconds: Dictionary(
        uniqueKeysWithValues: ViewStageTimes.Stage.allCases.map {
          ($0.rawValue, (stages.durations[$0] ?? .zero) / .milliseconds(1) / count)
        }), dataset: dataset)
  }
}
