import BarlowTwins
import Foundation
import NN
import Runs
import Settings
import Torch

/// `barlow benchmark train`: the time of a training step on images in memory.
enum BenchmarkTrainCommand: Command {
  static let name = "benchmark train"
  static let abstract = "Time a training step on random images."
  static let arguments: [String] = []
  static let runs = Option(flag: "--runs", placeholder: "N", help: "Counted steps; 5 by default.")
  static let settings = Setting.all.filter { !unused.contains($0.name) }
  /// What decides nothing about a step on images in memory.
  private static let unused: Set = [
    "recipe", "from", "partial", "localCrops", "localCropSize", "epochs", "minutes", "learningRate", "biasLearningRate",
    "weightDecay", "warmupEpochs", "workers", "maxImages", "checkpointEvery", "monitor", "monitorEvery", "keepBest",
    "onBadImage", "compress",
  ]
  static let channels = Option(flag: "--channels", placeholder: "N", help: "1 for grey images, 3 for colour (default).")
  static let options =
    settings.map(\.option) + [channels, runs, .json]
  static let discussion = """
    What is not given is ResNet-18 with the CIFAR stem on 32×32, batch 128, D = 2048, LARS. Beside the time stands what the
    network's products come to, forward and backward, and what one large matrix product does on the same threads.
    """

  /// The measured step; times are in seconds.
  struct Case: Encodable {
    let `case`: String
    let median: Double
    let minimum: Double
    let runs: Int
    let imagesPerSecond: Double
    let precision: String
    let threads: Int
    let loss: Double
    /// Multiplications and additions of the network's products in a step, forward and backward, in billions.
    let gigaflopsPerStep: Double
    let gigaflopsPerSecond: Double
    /// Those of one large matrix product in the same precision on the same threads.
    let productGigaflopsPerSecond: Double
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    "make bench, in a checkout of the sources, compares with PyTorch"
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    _ = try arguments.requirePositional([])
    try Runtime.requireMatchingVersion()
    Runtime.keepFreedMemory()
    let given = try SettingLayer(arguments, settings)
    let runs = try arguments.integer(runs, in: 1...100_000) ?? 5
    let channels = try arguments.integer(channels, in: 1...3) ?? 3
    guard channels != 2 else { throw UsageError("--channels takes 1 or 3, not 2") }
    var model = try BenchmarkModel(given, channels: channels)
    Interruption.listen()
    var loss = 0.0
    let measurement = try Measurement(runs: runs) { loss = try model.step() }
    let product = try LargeProduct.gigaflopsPerSecond(model.configuration.precision, on: model.configuration.device)
    let gigaflops = 2e-9 * Double(model.multiplyAdds)
    let result = Case(
      case: model.description, median: measurement.median, minimum: measurement.minimum, runs: runs,
      imagesPerSecond: Double(model.configuration.batchSize) / measurement.median,
      precision: model.configuration.precision.rawValue,
      threads: Runtime.threadCount, loss: loss, gigaflopsPerStep: gigaflops,
      gigaflopsPerSecond: gigaflops / measurement.median, productGigaflopsPerSecond: product)
    if arguments.has(.json) {
      try Terminal.output(json: result)
    } else {
      Terminal.output(
        String(
          format: "%@: median %.3f s, minimum %.3f s of %d steps, %.1f images/s, %d threads", result.case,
          result.median, result.minimum, runs, result.imagesPerSecond, result.threads))
      Terminal.output(
        String(
          format: "%.1f GFLOP a step at %.0f GFLOP/s, %.0f %% of the %.0f of one large product in %@", gigaflops,
          result.gigaflopsPerSecond, 100 * result.gigaflopsPerSecond / product, product, result.precision))
    }
    return .done
  }
}
