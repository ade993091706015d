import BarlowTwins
import Datasets
import Foundation
import Runs
import Torch

/// `barlow benchmark loss`: the time and memory of the loss and its gradients.
enum BenchmarkLossCommand: Command {
  static let name = "benchmark loss"
  static let abstract = "Time the loss and its gradients, and measure their memory."
  static let arguments: [String] = []
  static let images = Option(flag: "--batch-size", placeholder: "N", help: "The batch size; 256 by default.")
  static let dimension = Option(
    flag: "--dimension", placeholder: "N", help: "The embedding dimension; 8192 by default.")
  static let form = Option(
    flag: "--form", placeholder: "gram|cross-correlation", help: "How to compute; the cheaper way by default.")
  static let runs = Option(flag: "--runs", placeholder: "N", help: "Counted runs; 5 by default.")
  static let threads = Option(
    flag: "--threads", placeholder: "N", help: "Threads of one operation; as many as libtorch chooses by default.")
  static let options = [images, dimension, form, runs, threads, .json]

  /// One measured case; times are in seconds.
  struct Case: Encodable {
    let `case`: String
    let median: Double
    let minimum: Double
    let runs: Int
    let peakBytes: Int?
    let form: String
    let images: Int
    let dimension: Int
    let threads: Int
    let loss: Double
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    "make bench, in a checkout of the sources, compares with PyTorch"
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    _ = try arguments.requirePositional([])
    try Runtime.requireMatchingVersion()
    if let count = try arguments.integer(threads, in: 1...1024) {
      if let note = AvailableProcessors.note(threads: count) { Terminal.error("note: \(note)") }
      try Runtime.setThreadCount(count)
    }
    let images = try arguments.integer(images, in: 2...1_048_576) ?? 256
    let dimension = try arguments.integer(dimension, in: 1...1_048_576) ?? 8192
    let runs = try arguments.integer(runs, in: 1...100_000) ?? 5
    let objective = BarlowTwinsObjective(form: try arguments.choice(form, CorrelationTerms.Form.self))
    Interruption.listen()
    let a = try Tensor.normal([images, dimension], seed: 1)
    let b = try Tensor.normal([images, dimension], seed: 2)
    try b.addInPlace(a)
    var last: ObjectiveValue?
    // The first run also counts what libtorch sets up once.
    let peak = try ResidentMemory.growth { last = try objective.evaluate(a, b, wantsGradients: true) }
    Runtime.keepFreedMemory()
    let measurement = try Measurement(runs: runs) { last = try objective.evaluate(a, b, wantsGradients: true) }
    guard let last else { preconditionFailure("the loss was computed") }
    let result = Case(
      case: "loss N=\(images) D=\(dimension)", median: measurement.median, minimum: measurement.minimum, runs: runs,
      peakBytes: peak, form: last.terms.form.rawValue, images: images, dimension: dimension,
      threads: Runtime.threadCount, loss: last.loss)
    if arguments.has(.json) {
      try Terminal.output(json: result)
    } else {
      let memory = peak.map { String(format: "%.0f MB", Double($0) / 1e6) } ?? "unknown"
      Terminal.output(
        String(
          format: "%@: median %.2f ms, minimum %.2f ms of %d runs, peak memory %@, %@ form, %d threads", result.case,
          1000 * result.median, 1000 * result.minimum, runs, memory, result.form, result.threads))
    }
    return .done
  }
}
