import BarlowTwins
import Evaluation
import Torch

/// `barlow inspect`: the loss, its floor, the statistics of C, the rank and a verdict on any two embedding files.
enum InspectCommand: Command {
  static let name = "inspect"
  static let abstract = "Tell from two files of embeddings whether they have collapsed."
  static let arguments = ["A.npy", "B.npy"]
  static let lambda = Option(
    flag: "--lambda", placeholder: "N", help: "The weight of the redundancy term; 0.0051 by default.")
  static let options: [Option] = [lambda, .json]
  static let discussion = "Row n of A and row n of B are the embeddings of two views of the same image."

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let paths = try arguments.requirePositional(["A.npy", "B.npy"])
    let lambda = try arguments.number(lambda, above: 0, orEqual: true) ?? BarlowTwinsObjective.publishedLambda
    try Runtime.requireMatchingVersion()
    let inspection = try EmbeddingInspection(
      NumPyFile.readMatrix(paths[0]), NumPyFile.readMatrix(paths[1]), lambda: lambda)
    if arguments.has(.json) {
      try Terminal.output(json: inspection)
    } else {
      Terminal.output(String(describing: inspection))
    }
    return .done
  }
}
