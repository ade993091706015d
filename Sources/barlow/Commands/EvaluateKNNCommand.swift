import Datasets
import Distributed
import Encoders
import Evaluation
import Runs

/// `barlow evaluate knn`: how well the nearest neighbours of a test image tell its class.
enum EvaluateKNNCommand: Command {
  static let name = "evaluate knn"
  static let abstract = "Classify test images by the weighted vote of their nearest neighbours."
  static let isShared = true
  static let arguments = ["DATA", "--model RUN|FILE|NAME"]

  static let k = Option(
    flag: "--k", placeholder: "N,N,…", help: "Neighbours that vote; 20,200,5,1 by default, as far as there are images.")
  static let temperature = Option(
    flag: "--temperature", placeholder: "N,N,…",
    help: "A vote weighs exp(similarity / temperature); 0.1,0.07 by default.")
  static let features = Option(
    flag: "--features", placeholder: "KIND,KIND|both",
    help: "representation (the backbone's), whitened, embedding (the projector's), a list, or both.",
    names: FeatureKind.allCases.map(\.rawValue))
  static let options =
    [k, temperature, features, ModelOptions.heldOut, ModelOptions.leaveOneOut] + DataOptions.all
    + [EvaluationOutput.confusion]
    + [EvaluationOutput.noBaselines] + ModelOptions.common
    + [ModelOptions.noCache, .json]
  static let discussion = """
    Similarity is the cosine. Neighbours are training images; data without a test part has a tenth of each class held out.
    Every kind of features is tried with every k and every temperature, in the order of the lists. The first combination
    stands for all in JSON, in the table of classes and in the picture: the best one would be chosen by the test labels. It is
    compared with what the same vote comes to without learning.
    """

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    CommandLineText.barlow(
      "evaluate", "linear", arguments.positional.first, "--model", arguments.value(ModelOptions.model))
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    try SharedWork.run(remedy: SharedWork.beginningAnew) { try run(arguments, in: $0) }
  }

  private static func run(_ arguments: Arguments, in group: ProcessGroup) throws -> ExitCode {
    let data = try DatasetDescription(parsing: arguments.requirePositional(["DATA"])[0])
    let ks = try arguments.list(k, "whole numbers from 1") { Int($0).flatMap { $0 > 0 ? $0 : nil } }
    let temperatures =
      try arguments.list(temperature, "numbers above 0") {
        Double($0).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
      } ?? EncoderEvaluation.defaultTemperatures
    let kinds = try kinds(arguments)
    let output = try EvaluationOutput(arguments, data: data)
    let options = try ModelOptions(arguments, kind: kinds?.first, in: group)
    for kind in kinds ?? [] { try options.features.model.requireFeatures(kind) }
    let labelled = try options.evaluationData(data, arguments)
    let parts = labelled.parts
    let candidates = parts.isLeaveOneOut ? parts.training.count - 1 : parts.training.count
    if let most = ks?.max(), most > candidates {
      throw UsageError("\(k.flag) has \(most), but there are only \(candidates) training images; give a smaller k")
    }
    return try SharedWork.lead(group, options, on: parts.passes) { options in
      Interruption.listen()
      let (result, records) = try EncoderEvaluation(options.features, on: parts, hooks: .terminal)
        .knn(
          kinds ?? [options.kind], ks: ks, temperatures: temperatures,
          hasBaselines: !arguments.has(EvaluationOutput.noBaselines))
      try output.write(result, table: "", confusion: result.confusion, records: records, model: options, data: labelled)
      return .done
    }
  }

  private static func kinds(_ arguments: Arguments) throws -> [FeatureKind]? {
    if arguments.value(features) == "both" { return [.representation, .embedding] }
    return try arguments.list(
      features, "representation, whitened, embedding or both", parse: FeatureKind.init(rawValue:))
  }
}
