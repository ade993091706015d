import BarlowTwins
import Datasets
import Encoders
import Evaluation
import Runs
import TensorFiles
import Torch

/// `barlow inspect`: the loss, its floor, the statistics of C, ranks, spectrum and a verdict on any embeddings.
enum InspectCommand: Command {
  static let name = "inspect"
  static let abstract = "Tell of files of embeddings, or of a model, whether they are healthy, collapsed or untrained."
  static let arguments = ["A [B] | DATA --model RUN|FILE|NAME"]
  static let lambda = Option(
    flag: "--lambda", placeholder: "N", help: "The weight of the redundancy term; 0.0051 by default.")
  static let features = Option(
    flag: "--features", placeholder: "representation|whitened|embedding",
    help: "What the files hold; what they say themselves, else embedding.")
  static let maxImages = Option(
    flag: "--max-images", placeholder: "N", help: "With a model: a random subset of this many images; 2048 by default.")
  /// What is of use with a model only.
  private static let modelOptions = [
    ModelOptions.model, ModelOptions.partial, ModelOptions.device, ModelOptions.precision, ModelOptions.workers,
    ModelOptions.onBadImage, maxImages,
  ]
  static let options: [Option] = [lambda, features] + modelOptions + [.json]
  static let discussion = """
    Row n of A and row n of B are the embeddings of two views of the same image. A alone is told what needs no pairs.
    Files end in .npy, .npz, .safetensors, .csv or .tsv, from whatever framework; FILE.npz:NAME and FILE.safetensors:NAME
    name one of several arrays. In tables, columns of names, of words and of classes (header class, label, target or
    category) are left out, and the output says which. The verdict is on embeddings, the projector's output: of representations,
    as files of `barlow embed` say they hold, only a complete collapse is told.
    With --model the embeddings are computed: of two views of each image of DATA, drawn as in training. A file of weights without a
    projector is told by its representations.
    """

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    arguments.value(ModelOptions.model).flatMap { RunFolder($0).holdsRun ? CommandLineText.barlow("report", $0) : nil }
      ?? "barlow report RUN shows the same over the course of a training"
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    if arguments.value(ModelOptions.model) != nil { return try inspectModel(arguments) }
    if let option = modelOptions.first(where: { arguments.has($0) || arguments.value($0) != nil }) {
      throw UsageError("\(option.flag) is for a model; give \(ModelOptions.model.flag) too, or leave it out")
    }
    let paths = arguments.positional
    guard let path = paths.first else { throw UsageError("A is missing; --help shows how to call this") }
    guard paths.count <= 2 else { throw Arguments.tooMany(paths[2]) }
    let weight = try arguments.number(lambda, above: 0, orEqual: true)
    guard paths.count == 2 || weight == nil else {
      throw UsageError("\(lambda.flag) weighs a term of two views; give B too, or leave it out")
    }
    let named = try arguments.choice(features, FeatureKind.self)
    if let run = paths.first(where: { RunFolder($0).holdsRun }) {
      throw UsageError(
        "\(run) is a run folder; `barlow inspect DATA --model \(run)` tells of its network by images, "
          + "`barlow report \(run)` of its training")
    }
    let a = try EmbeddingFile(parsing: path)
    let b = try paths.dropFirst().first.map { try EmbeddingFile(parsing: $0) }
    try Runtime.requireMatchingVersion()
    let first = try read(a)
    guard let b else {
      let kind = try kind(named, [(a, first)])
      try show(
        SingleViewSummary(first.values, areEmbeddings: kind == .embedding), kind, notes: notes(of: [(a, first)]),
        arguments)
      return .done
    }
    let second = try read(b)
    var (viewA, viewB) = (first.values, second.values)
    guard viewA.shape == viewB.shape else {
      throw EvaluationError(
        .badData,
        "\(a) holds \(viewA.size(0)) × \(viewA.size(1)) values and \(b) \(viewB.size(0)) × \(viewB.size(1)); "
          + "row n of both must be the same image, by the same network")
    }
    if try viewA.dtype != viewB.dtype { (viewA, viewB) = (try viewA.to(.float64), try viewB.to(.float64)) }
    let kind = try kind(named, [(a, first), (b, second)])
    try show(
      EmbeddingInspection(
        viewA, viewB, lambda: weight ?? BarlowTwinsObjective.publishedLambda, areEmbeddings: kind == .embedding), kind,
      notes: notes(of: [(a, first), (b, second)]), arguments)
    return .done
  }

  /// The images of a model that are looked at unless told otherwise: enough for statistics of thousands of features.
  private static let usualImages = 2048

  private static func inspectModel(_ arguments: Arguments) throws -> ExitCode {
    let description = try DatasetDescription(parsing: arguments.requirePositional(["DATA"])[0])
    let weight = try arguments.number(lambda, above: 0, orEqual: true)
    let count = try arguments.integer(maxImages, in: 2...Int.max) ?? usualImages
    let options = try ModelOptions(arguments, unlessNamed: .embedding, orElse: .representation)
    let opened = try OpenedData(description)
    Terminal.error(opened.summary.text)
    let images = try Subset.sample(try opened.open(split: .train), count: count, seed: 0)
    Interruption.listen()
    let notes = try options.tellNotes(of: images)
    let model = options.features.model
    let hooks = EvaluationHooks.terminal
    let views = try TwoViewEmbeddings(
      of: images, views: model.record.views, channels: model.record.channels, seed: 0,
      options: options.features.options, extractor: options.features.extractor(options.kind)
    ) { try hooks.progress("inspection", $0) }
    let inspection = try EmbeddingInspection(
      views.a, views.b, lambda: weight ?? model.record.diagnosisLambda, areEmbeddings: options.kind == .embedding)
    try show(inspection, options.kind, notes: notes, arguments)
    return .done
  }

  /// What the files hold: what they say, which may not contradict what the user says.
  private static func kind(_ named: FeatureKind?, _ files: [(file: EmbeddingFile, contents: EmbeddingContents)]) throws
    -> FeatureKind
  {
    var known = named
    for (file, contents) in files {
      guard let said = contents.origin.flatMap({ FeatureKind(rawValue: $0.features) }) else { continue }
      if let known, said != known {
        throw EvaluationError(
          .badData, "\(file) holds \(said.rawValue) features, not \(known.rawValue) ones; give files of one kind")
      }
      known = said
    }
    return known ?? .embedding
  }

  private static func read(_ file: EmbeddingFile) throws -> EmbeddingContents {
    let contents = try file.contents()
    guard contents.values.size(0) > 1 else {
      throw EvaluationError(.badData, "\(file) holds the embedding of one image; statistics need at least 2")
    }
    return contents
  }

  private static func notes(of files: [(file: EmbeddingFile, contents: EmbeddingContents)]) -> [String] {
    files.flatMap { file, contents in contents.notes.map { "\(file): \($0)" } }
  }

  /// A result with what was noticed about its files, as one JSON object.
  private struct Noted<Result: Encodable>: Encodable {
    let result: Result
    let features: FeatureKind
    let notes: [String]

    private enum Key: String, CodingKey { case features, notes }

    func encode(to encoder: any Encoder) throws {
      try result.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(features, forKey: .features)
      try container.encode(notes, forKey: .notes)
    }
  }

  private static func show(
    _ result: some Encodable & CustomStringConvertible, _ kind: FeatureKind, notes: [String], _ arguments: Arguments
  ) throws {
    if arguments.has(.json) {
      try Terminal.output(json: Noted(result: result, features: kind, notes: notes))
    } else {
      Terminal.output((notes.map { "note: \($0)" } + [result.description]).joined(separator: "\n"))
    }
  }
}
