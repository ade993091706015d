import Datasets
import TensorFiles

/// `barlow embed`: writes what the model makes of each image.
enum EmbedCommand: Command {
  static let name = "embed"
  static let abstract = "Write the features of images to a file for other programs, with their names."
  static let arguments = ["DATA", "--model RUN|FILE", "--output FILE"]
  static let output = Option(
    flag: "--output", placeholder: "FILE", help: "Where to: ends in .npy, .safetensors or .csv; [N, D] float32.")
  static let split = Option(
    flag: "--split", placeholder: "train|test",
    help: "The part of the data; train by default, which is all of data without parts.")
  static let options = [output, split] + DataOptions.all + ModelOptions.all + [.json]
  static let discussion = """
    .npy: beside FILE.npy, FILE.names.txt holds the name of each row's image, and if there are classes FILE.labels.npy its
    class by number and FILE.classes.txt the name of each number, from 0 up. .safetensors: arrays features and labels, and names and classes as metadata. .csv: columns name, class, f0 …
    What the features are, of which model and data, is in FILE.origin.json, or in the metadata of .safetensors.
    """

  /// What was written.
  struct Summary: Encodable {
    let output: String
    /// What they are: `representation`, `whitened` or `embedding`.
    let features: String
    let names: String
    let labels: String?
    let images: Int
    let dimension: Int
    let classes: [String]
    /// What the data was understood to be.
    let dataset: DataSummary
    /// What is to be known of the images, a line each.
    let notes: [String]
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    arguments.value(output).map { CommandLineText.barlow("inspect", $0) }
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let data = try DatasetDescription(parsing: arguments.requirePositional(["DATA"])[0])
    let path = try arguments.required(output)
    let formats: [EmbeddingFile.Format] = [.npy, .safetensors, .csv]
    guard let format = formats.first(where: { path.hasSuffix(".\($0.rawValue)") }) else {
      throw UsageError("\(output.flag) must end in .npy, .safetensors or .csv, not \"\(path)\"")
    }
    try OutputCheck.check(EmbeddingFile.files(at: path, format: format), data: data)
    let options = try ModelOptions(arguments)
    let split = try arguments.choice(split, DatasetSplit.self)
    let opened = try DataOptions.open(data, arguments)
    let whole = try opened.open(split: split ?? .train)
    let dataset: any ImageDataset =
      try options.maxImages.map { try Subset.sample(whole, count: $0, seed: 0) } ?? whole
    Interruption.listen()
    var notes = try options.tellNotes(of: dataset)
    let features = try options.extract(dataset, "embedding")
    let unlabelled = features.labels.count { $0 == nil }
    if unlabelled > 0, unlabelled < features.count {
      notes.append(
        "\(unlabelled) of \(features.count) images \(unlabelled == 1 ? "has" : "have") no class, so that no classes are written"
      )
      Terminal.error("note: \(notes[notes.count - 1])")
    }

    let origin = FeatureOrigin(
      features: options.kind.rawValue, model: options.path, step: options.features.model.step,
      data: String(describing: data), images: features.count, dimension: features.dimension)
    let files = try features.write(to: path, format: format, classNames: dataset.classNames, origin: origin)
    let summary = Summary(
      output: files.features, features: options.kind.rawValue, names: files.names, labels: files.labels,
      images: features.count,
      dimension: features.dimension, classes: dataset.classNames, dataset: opened.summary, notes: notes)
    if arguments.has(.json) {
      try Terminal.output(json: summary)
    } else {
      Terminal.output(
        "\(path): \(summary.images) × \(summary.dimension) (\(summary.features)); names in \(files.names)"
          + (files.labels.map { "; classes in \($0)" } ?? ""))
    }
    return .done
  }
}
