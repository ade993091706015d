import Datasets
import Evaluation
import Files
import Foundation
import Torch
import Training

/// `barlow embed`: writes what the model makes of each image.
enum EmbedCommand: Command {
  static let name = "embed"
  static let abstract = "Write the features of images to a NumPy file, with their names."
  static let arguments = ["DATA", "--model RUN", "--output FILE.npy"]
  static let output = Option(flag: "--output", placeholder: "FILE.npy", help: "Where the features go, [N, D] float32.")
  static let split = Option(
    flag: "--split", placeholder: "train|test",
    help: "The part of the data; train by default, which is all of data without parts.")
  static let options = [output, split] + ModelOptions.all + [.json]
  static let discussion = """
    Beside FILE.npy, FILE.names.txt holds the name of each row's image, and FILE.labels.npy its class if there are classes.
    """

  /// What was written.
  struct Summary: Encodable {
    let output: String
    let names: String
    let labels: String?
    let samples: Int
    let dimension: Int
    let classes: [String]
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let data = try DatasetDescription(parsing: arguments.requirePositional(["DATA"])[0])
    let path = try arguments.required(output)
    guard path.hasSuffix(".npy") else {
      throw UsageError("\(output.flag) must end in .npy, the format that is written, not \"\(path)\"")
    }
    let options = try ModelOptions(arguments)
    let split = try arguments.choice(split, DatasetSplit.self)
    let whole = try data.open(split: split ?? .train)
    let dataset: any ImageDataset =
      try options.maxImages.map { try Subset.sample(whole, count: $0, seed: 0) } ?? whole
    Interruption.listen()
    let features = try options.extract(dataset, "embedding")

    let stem = String(path.dropLast(4))
    let (namesPath, labelsPath) = (stem + ".names.txt", stem + ".labels.npy")
    try NumPyFile.write(features.features, to: path)
    try AtomicFile.write(Data(features.names.map { $0 + "\n" }.joined().utf8), to: namesPath)
    let labels = features.labels.compactMap { $0 }
    let isLabelled = labels.count == features.count
    if isLabelled { try NumPyFile.write(Tensor.from(labels, shape: [labels.count]), to: labelsPath) }
    let summary = Summary(
      output: path, names: namesPath, labels: isLabelled ? labelsPath : nil, samples: features.count,
      dimension: features.dimension, classes: dataset.classNames)
    if arguments.has(.json) {
      try Terminal.output(json: summary)
    } else {
      Terminal.output(
        "\(path): \(summary.samples) × \(summary.dimension); names in \(namesPath)"
          + (isLabelled ? "; classes in \(labelsPath)" : ""))
    }
    return .done
  }
}
