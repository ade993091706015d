import Datasets
import Distributed
import Encoders
import Evaluation
import TensorFiles

/// `barlow index`: features of images in a file that is searched in place.
enum IndexCommand: Command {
  static let name = "index"
  static let abstract = "Write the features of images to a file that `barlow neighbors` searches in place."
  static let arguments = ["DATA…", "--model RUN|FILE|NAME", "--output FILE.safetensors"]
  static let isShared = true
  static let output = Option(
    flag: "--output", placeholder: "FILE.safetensors", help: "Where to: [N, D] float32 of unit length, with names.")
  static let options = [output, EmbedCommand.split] + DataOptions.all + ModelOptions.all + [.json]
  static let discussion = """
    DATA is what `barlow embed` takes. The file holds features of unit length, names, classes if all images have one, and a
    fingerprint of the model, so that features of another are refused. It is opened where it lies and searched exactly, without an
    approximation; other programs open it as safetensors. It is made by way of the folder FILE.partial: a command that was stopped or
    killed goes on where it was when it is repeated.
    """

  /// What was written.
  struct Summary: Encodable {
    let output: String
    /// What they are: `representation`, `whitened` or `embedding`.
    let features: String
    let fingerprint: String
    let images: Int
    let dimension: Int
    let classes: [String]
    let sizeBytes: Int
    /// How many images a command before this one had done.
    let resumedAt: Int
    let datasets: [DataSummary]
    /// What is to be known of the images, a line each.
    let notes: [String]
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    guard let path = arguments.value(output), let model = arguments.value(ModelOptions.model) else { return nil }
    return CommandLineText.barlow("neighbors", "IMAGE", "--model", model, "--index", path)
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    try SharedWork.run(remedy: SharedWork.goingOn) { try run(arguments, in: $0) }
  }

  private static func run(_ arguments: Arguments, in group: ProcessGroup) throws -> ExitCode {
    let data = try EmbedCommand.collection(arguments.positional, in: group)
    let path = try arguments.required(output)
    guard path.lowercased().hasSuffix(".safetensors") else {
      throw UsageError("\(output.flag) must end in .safetensors, the format that is written, not \"\(path)\"")
    }
    try OutputCheck.check([path], inputs: data.files, data: data.datasets)
    let options = try ModelOptions(arguments, in: group)
    let (whole, summaries) = try data.open(
      split: arguments.choice(EmbedCommand.split, DatasetSplit.self) ?? .train,
      testPart: arguments.value(DataOptions.testPart), labels: DataOptions.table(arguments),
      requiresFiles: options.features.options.onBadImage == .fail
    ) { Terminal.error($0.text) }
    let dataset: any ImageDataset =
      try options.maxImages.map { try Subset.sample(whole, count: $0, seed: 0) } ?? whole
    return try SharedWork.lead(group, options, on: [dataset]) { options in
      Interruption.listen(keeping: .work)
      let notes = try options.tellNotes(of: dataset)
      let hooks = EvaluationHooks.terminal
      let written = try options.features.writeIndex(
        dataset, options.kind, to: path,
        origin: { images, dimension in
          FeatureOrigin(
            features: options.kind.rawValue, model: options.path, step: options.features.model.step,
            data: data.description, images: images, dimension: dimension)
        }, report: { hooks.report("indexing", $0) }, progress: { try hooks.progress("indexing", $0) })
      let index = try FeatureIndex(contentsOf: path)
      let summary = Summary(
        output: path, features: index.kind, fingerprint: index.fingerprint, images: index.count,
        dimension: index.dimension, classes: index.classNames, sizeBytes: index.sizeBytes, resumedAt: written.resumedAt,
        datasets: summaries, notes: notes)
      if arguments.has(.json) {
        try Terminal.output(json: summary)
      } else {
        Terminal.output(
          "\(path): \(index.count) × \(index.dimension) (\(index.kind)), \(index.sizeBytes / 1_000_000) MB")
      }
      return .done
    }
  }
}
