import Datasets
import Distributed
import Encoders
import Evaluation
import Foundation
import TensorFiles

/// `barlow embed`: writes what the model makes of each image.
enum EmbedCommand: Command {
  static let name = "embed"
  static let abstract = "Write the features of images to a file for other programs, with their names."
  static let arguments = ["DATA…", "--model RUN|FILE|NAME", "--output FILE"]
  static let isShared = true
  static let output = Option(
    flag: "--output", placeholder: "FILE",
    help: "Where to: ends in .npy, .npz, .safetensors, .csv or .parquet; [N, D] float32.")
  static let split = Option(
    flag: "--split", placeholder: "train|test",
    help: "The part of the data; train by default, which is all of data without parts.")
  static let options = [output, split] + DataOptions.all + ModelOptions.all + [.json]
  static let discussion = """
    DATA is a data set, an image file, or - for a list of image files, folders and .tar files on standard input, a path a line
    or as find -print0 writes them; several are taken one after the other, and the names of images then begin with what was typed.
    .npy: beside FILE.npy, FILE.names.txt holds the name of each row's image, and if there are classes FILE.labels.npy its
    class by number and FILE.classes.txt the name of each number, from 0 up. .npz: arrays features, names, labels and classes.
    .safetensors: arrays features and labels, and names and classes as metadata. .csv: columns name, class, f0 …
    .parquet: columns name, label, class, features (lists of D numbers), for whatever reads Arrow: pandas, Polars, DuckDB, Spark.
    What the features are, of which model and data, is in FILE.origin.json, or in the file itself where it has room. Features are computed
    by way of the folder FILE.partial: a command that was stopped or killed goes on where it was when it is repeated.
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
    /// How many images a command before this one had done.
    let resumedAt: Int
    /// What the data was understood to be; nil for image files, and where there are several data sets.
    let dataset: DataSummary?
    /// What each of several data sets was understood to be.
    let datasets: [DataSummary]?
    /// What is to be known of the images, a line each.
    let notes: [String]
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    guard let path = arguments.value(output) else { return nil }
    guard path.hasSuffix(".\(EmbeddingFile.Format.parquet.rawValue)") else {
      return CommandLineText.barlow("inspect", path)
    }
    // No command reads Parquet.
    return arguments.value(ModelOptions.model).map { CommandLineText.barlow("inspect", "DATA", "--model", $0) }
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    try SharedWork.run(remedy: SharedWork.goingOn) { try run(arguments, in: $0) }
  }

  private static func run(_ arguments: Arguments, in group: ProcessGroup) throws -> ExitCode {
    let data = try collection(arguments.positional, in: group)
    let path = try arguments.required(output)
    guard let format = EmbeddingWriter.formats.first(where: { path.hasSuffix(".\($0.rawValue)") }) else {
      throw UsageError("\(output.flag) must end in .npy, .npz, .safetensors, .csv or .parquet, not \"\(path)\"")
    }
    try OutputCheck.check(EmbeddingFile.files(at: path, format: format), inputs: data.files, data: data.datasets)
    let options = try ModelOptions(arguments, in: group)
    let (whole, summaries) = try data.open(
      split: arguments.choice(split, DatasetSplit.self) ?? .train, testPart: arguments.value(DataOptions.testPart),
      labels: DataOptions.table(arguments), requiresFiles: options.features.options.onBadImage == .fail
    ) { Terminal.error($0.text) }
    let dataset: any ImageDataset =
      try options.maxImages.map { try Subset.sample(whole, count: $0, seed: 0) } ?? whole
    return try SharedWork.lead(group, options, on: [dataset]) { options in
      Interruption.listen(keeping: .work)
      var notes = try options.tellNotes(of: dataset)
      let hooks = EvaluationHooks.terminal
      let written = try options.features.write(
        dataset, options.kind, to: path, format: format,
        origin: { images, dimension in
          FeatureOrigin(
            features: options.kind.rawValue, model: options.path, step: options.features.model.step,
            data: data.description, images: images, dimension: dimension)
        }, report: { hooks.report("embedding", $0) }, progress: { try hooks.progress("embedding", $0) })
      if written.unlabelled > 0, written.unlabelled < written.count {
        let (some, verb) = (written.unlabelled, written.unlabelled == 1 ? "has" : "have")
        notes.append("\(some) of \(written.count) images \(verb) no class, so that no classes are written")
        Terminal.error("note: \(notes[notes.count - 1])")
      }
      let summary = Summary(
        output: written.files.features, features: options.kind.rawValue, names: written.files.names,
        labels: written.files.labels, images: written.count, dimension: written.dimension,
        classes: dataset.classNames, resumedAt: written.resumedAt,
        dataset: summaries.count == 1 ? summaries[0] : nil, datasets: summaries.count > 1 ? summaries : nil,
        notes: notes)
      if arguments.has(.json) {
        try Terminal.output(json: summary)
      } else {
        Terminal.output(
          "\(path): \(summary.images) × \(summary.dimension) (\(summary.features)); names in \(summary.names)"
            + (summary.labels.map { "; classes in \($0)" } ?? ""))
      }
      return .done
    }
  }

  /// What is named by the words of the command line, one of which may stand for a list.
  ///
  /// `what` is what the help calls them, and `group` who reads them.
  static func collection(_ words: [String], what: String = "DATA", in group: ProcessGroup = .alone) throws
    -> ImageCollection
  {
    guard !words.isEmpty else { throw UsageError("\(what) is missing; --help shows how to call this") }
    let listed = words.filter { $0 == standardInput }
    guard listed.count <= 1 else { throw UsageError("\(standardInput) stands for one list; give it once") }
    guard listed.isEmpty || group.isAlone else {
      throw UsageError(
        "\(standardInput) is a list that one process reads, and there are \(group.size); give files, folders or data sets"
      )
    }
    let list = listed.isEmpty ? nil : [UInt8](FileHandle.standardInput.readDataToEndOfFile())
    return try ImageCollection(words.filter { $0 != standardInput }, list: list)
  }

  private static let standardInput = "-"
}
