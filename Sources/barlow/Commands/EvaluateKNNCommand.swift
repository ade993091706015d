import Datasets
import Encoders
import Evaluation
import Runs

/// `barlow evaluate knn`: how well the nearest neighbours of a test image tell its class.
enum EvaluateKNNCommand: Command {
  static let name = "evaluate knn"
  static let abstract = "Classify test images by the weighted vote of their nearest neighbours."
  static let arguments = ["DATA", "--model RUN"]
  /// The numbers of neighbours without `--k`; those that are more than there are images are left out.
  private static let defaultKs = [20, 200, 5, 1]
  private static let defaultTemperatures = [0.1, 0.07]

  static let k = Option(
    flag: "--k", placeholder: "N,N,…", help: "Neighbours that vote; 20,200,5,1 by default, as far as there are images.")
  static let temperature = Option(
    flag: "--temperature", placeholder: "N,N,…",
    help: "A vote weighs exp(similarity / temperature); 0.1,0.07 by default.")
  static let features = Option(
    flag: "--features", placeholder: "KIND,KIND|both",
    help: "representation (the backbone's, default), embedding (the projector's), a list, or both.")
  static let options =
    [k, temperature, features, ModelOptions.heldOut, EvaluationOutput.confusion] + ModelOptions.common
    + [ModelOptions.noCache, .json]
  static let discussion = """
    Similarity is the cosine. Neighbours are training images; data without a test part has a tenth of each class held out.
    Every kind of features is tried with every k and every temperature, in the order of the lists. The first combination
    stands for all in JSON, in the table of classes and in the picture: the best one would be chosen by the test labels.
    """

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let data = try DatasetDescription(parsing: arguments.requirePositional(["DATA"])[0])
    let ks = try arguments.list(k, "whole numbers from 1") { Int($0).flatMap { $0 > 0 ? $0 : nil } }
    let temperatures =
      try arguments.list(temperature, "numbers above 0") {
        Double($0).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
      } ?? defaultTemperatures
    let kinds = try kinds(arguments)
    let output = try EvaluationOutput(arguments)
    let options = try ModelOptions(arguments, features: kinds[0])
    let parts = try EvaluationParts(data, arguments: arguments, maxImages: options.maxImages)
    if let most = ks?.max(), most > parts.training.count {
      throw UsageError(
        "\(k.flag) has \(most), but there are only \(parts.training.count) training images; give a smaller k")
    }
    Interruption.listen()
    typealias Pair = (bank: ExtractedFeatures, queries: ExtractedFeatures)
    func extract(_ kind: ModelOptions.Features, from representations: Pair? = nil) throws -> Pair {
      (
        try options.extract(parts.training, kind, "training images", representations: representations?.bank),
        try options.extract(parts.test, kind, "test images", representations: representations?.queries)
      )
    }
    let first = try extract(kinds.count > 1 ? .representation : kinds[0])
    let status = StatusLine("nearest neighbours")
    defer { status.finish() }
    let result = try KNNEvaluation(
      features: kinds.map(\.rawValue), ks: ks ?? defaultKs.filter { $0 <= first.bank.count },
      temperatures: temperatures,
      progress: {
        try Interruption.check()
        status.show($0)
      }
    ) { name in
      name == ModelOptions.Features.embedding.rawValue && kinds.count > 1
        ? try extract(.embedding, from: first) : first
    }
    status.finish()
    let skipped = first.bank.skipped.count + first.queries.skipped.count
    let settings = RecordedSettings(
      parts, options, samples: result.first.samples, classes: result.first.classes, skipped: skipped)
    let step = options.model.step ?? 0
    let records = result.results.map {
      EvaluationRecord(
        kind: "knn", data: String(describing: data), step: step, features: $0.features, top1: $0.top1, top5: $0.top5,
        settings: settings.adding(
          RecordedSettings.words(k: $0.k, temperature: $0.temperature, trainingImages: result.bankCount)))
    }
    // The first combination comes last: whoever wants one figure takes the newest.
    try output.write(result, table: "", confusion: result.confusion, records: records.reversed(), run: options.run)
    return .done
  }

  private static func kinds(_ arguments: Arguments) throws -> [ModelOptions.Features] {
    if arguments.value(features) == "both" { return ModelOptions.Features.allCases }
    return try arguments.list(
      features, "representation, embedding or both", parse: ModelOptions.Features.init(rawValue:))
      ?? [.representation]
  }
}
