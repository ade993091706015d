import BarlowTwins
import Evaluation
import Torch

/// `barlow inspect`: the loss, its floor, the statistics of C, ranks, spectrum and a verdict on any embeddings.
enum InspectCommand: Command {
  static let name = "inspect"
  static let abstract = "Tell from files of embeddings whether they are healthy, collapsed or untrained."
  static let arguments = ["A [B]"]
  static let lambda = Option(
    flag: "--lambda", placeholder: "N", help: "The weight of the redundancy term; 0.0051 by default.")
  static let options: [Option] = [lambda, .json]
  static let discussion = """
    Row n of A and row n of B are the embeddings of two views of the same image. A alone is told what needs no pairs.
    Files end in .npy, .npz, .safetensors, .csv or .tsv, from whatever framework; FILE.npz:NAME and FILE.safetensors:NAME
    name one of several arrays.
    """

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let paths = arguments.positional
    guard let first = paths.first else { throw UsageError("A is missing; --help shows how to call this") }
    guard paths.count <= 2 else { throw UsageError("\"\(paths[2])\" is one argument too many") }
    let weight = try arguments.number(lambda, above: 0, orEqual: true)
    guard paths.count == 2 || weight == nil else {
      throw UsageError("\(lambda.flag) weighs a term of two views; give B too, or leave it out")
    }
    let a = try EmbeddingFile(parsing: first)
    let b = try paths.dropFirst().first.map { try EmbeddingFile(parsing: $0) }
    try Runtime.requireMatchingVersion()
    guard let b else {
      try show(SingleViewSummary(read(a)), arguments)
      return .done
    }
    var (viewA, viewB) = (try read(a), try read(b))
    guard viewA.shape == viewB.shape else {
      throw EvaluationError(
        .badData,
        "\(a) holds \(viewA.size(0)) × \(viewA.size(1)) values and \(b) \(viewB.size(0)) × \(viewB.size(1)); "
          + "row n of both must be the same image, by the same network")
    }
    if try viewA.dtype != viewB.dtype { (viewA, viewB) = (try viewA.to(.float64), try viewB.to(.float64)) }
    try show(
      EmbeddingInspection(viewA, viewB, lambda: weight ?? BarlowTwinsObjective.publishedLambda), arguments)
    return .done
  }

  private static func read(_ file: EmbeddingFile) throws -> Tensor {
    let values = try file.read()
    guard values.size(0) > 1 else {
      throw EvaluationError(.badData, "\(file) holds the embedding of one image; statistics need at least 2")
    }
    return values
  }

  private static func show(_ result: some Encodable & CustomStringConvertible, _ arguments: Arguments) throws {
    if arguments.has(.json) {
      try Terminal.output(json: result)
    } else {
      Terminal.output(result.description)
    }
  }
}
