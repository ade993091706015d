import Datasets
import Distributed
import Evaluation
import Runs

/// `barlow evaluate linear`: how well a linear classifier on the frozen features tells the class of a test image.
enum EvaluateLinearCommand: Command {
  static let name = "evaluate linear"
  static let abstract = "Fit a linear classifier to frozen features and test it."
  static let isShared = true
  static let arguments = ["DATA", "--model RUN|FILE|NAME"]
  static let protocolOption = Option(
    flag: "--protocol", placeholder: "full-batch|official",
    help: "Logistic regression to convergence (default), or the published SGD on augmented images.")
  static let labels = Option(
    flag: "--labels", placeholder: "PERCENT%", help: "Use this share of the training labels of each class, such as 1%.")
  static let l2 = Option(
    flag: "--l2", placeholder: "N", help: "The penalty of full-batch; chosen within the training labels by default.")
  static let epochs = Option(
    flag: "--epochs", placeholder: "N", help: "Epochs of the official protocol; 100 by default.")
  static let learningRate = Option(
    flag: "--learning-rate", placeholder: "N", help: "The rate of the official protocol; 0.3 by default.")
  static let seed = Option(flag: "--seed", placeholder: "N", help: "The seed of every choice; 0 by default.")
  static let batchSize = Option(
    flag: ModelOptions.batchSize.flag, placeholder: "N",
    help: "Images at a time when features are computed; 256 by default. Official steps have 256.")
  static let options =
    [protocolOption, labels, l2, epochs, learningRate, seed, ModelOptions.heldOut]
    + DataOptions.all + [EvaluationOutput.confusion, EvaluationOutput.noBaselines]
    + ModelOptions.all.map { $0.flag == batchSize.flag ? batchSize : $0 } + [.json]
  static let discussion = """
    --labels and --l2 belong to the full-batch protocol, --epochs and --learning-rate to the official one, which computes the
    features of training images anew in each epoch, in its own steps: there --batch-size and the cache are for test images.
    --seed chooses labels and validation images (full-batch; with --l2 and all labels there is nothing to choose), or first
    weights, order and crops (official). The accuracy is compared with that of classifiers on raw pixels and on the network
    untrained, which are fitted to convergence under either protocol.
    """

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    CommandLineText.barlow("report", arguments.value(ModelOptions.model))
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    try SharedWork.run(remedy: SharedWork.beginningAnew) { try run(arguments, in: $0) }
  }

  private static func run(_ arguments: Arguments, in group: ProcessGroup) throws -> ExitCode {
    let data = try DatasetDescription(parsing: arguments.requirePositional(["DATA"])[0])
    let method = try arguments.choice(protocolOption, LinearResult.Method.self) ?? .fullBatch
    let misplaced = method == .fullBatch ? [epochs, learningRate] : [l2, labels]
    if let option = misplaced.first(where: { arguments.value($0) != nil }) {
      throw UsageError("\(option.flag) has no meaning under the \(method.rawValue) protocol; leave it out")
    }
    let fraction = try arguments.percentage(labels) ?? 1
    let seed = UInt64(try arguments.integer(seed, in: 0...Int.max) ?? 0)
    let l2 = try arguments.number(l2, above: 0)
    let output = try EvaluationOutput(arguments, data: data)
    // A linear classifier finds scales of its own, and whitened features have lost those that tell signal from noise.
    let options = try ModelOptions(arguments, unlessNamed: .representation, in: group)
    let labelled = try options.evaluationData(data, arguments)
    return try SharedWork.lead(group, options, on: labelled.parts.passes) { options in
      let evaluation = EncoderEvaluation(
        options.features, on: labelled.parts, hooks: .terminal)
      Interruption.listen()
      let hasBaselines = !arguments.has(EvaluationOutput.noBaselines)
      let (result, record): (LinearResult, EvaluationRecord)
      switch method {
      case .fullBatch:
        let probe = LinearProbe(labelFraction: fraction, seed: seed, l2: l2)
        (result, record) = try evaluation.linear(options.kind, probe: probe, hasBaselines: hasBaselines)
      case .official:
        var settings = OfficialLinearSettings()
        settings.seed = seed
        settings.epochs = try arguments.integer(epochs, in: 1...1_000_000) ?? settings.epochs
        settings.learningRate = try arguments.number(learningRate, above: 0) ?? settings.learningRate
        (result, record) = try evaluation.officialLinear(
          options.kind, settings: settings, hasBaselines: hasBaselines)
      }
      try output.write(
        result, table: "\n\n\(result.confusion)", confusion: result.confusion, records: [record], model: options,
        data: labelled)
      return .done
    }
  }
}
