import Datasets
import Evaluation

/// `barlow evaluate finetune`: how well the whole network tells the class of a test image after training on some labels.
enum EvaluateFineTuneCommand: Command {
  static let name = "evaluate finetune"
  static let abstract = "Train the whole network on a share of the labels and test it."
  static let arguments = ["DATA", "--model RUN|FILE|NAME"]
  private static let published = FineTuneSettings()

  static let labels = Option(
    flag: "--labels", placeholder: "PERCENT%",
    help: "The share of the training labels of each class, such as 1%; 10% by default.")
  static let epochs = Option(flag: "--epochs", placeholder: "N", help: "Passes over the chosen images; 20 by default.")
  static let backboneRate = Option(
    flag: "--backbone-learning-rate", placeholder: "N", help: "The first rate of the backbone; 0.005 by default.")
  static let headRate = Option(
    flag: "--head-learning-rate", placeholder: "N", help: "The first rate of the classifier; 0.5 by default.")
  static let momentum = Option(flag: "--momentum", placeholder: "N", help: "The momentum; 0.9 by default.")
  static let weightDecay = Option(
    flag: "--weight-decay", placeholder: "N", help: "The decay of all parameters; 0 by default.")
  static let crop = Option(
    flag: "--least-crop-scale", placeholder: "N",
    help: "The smallest share of an image's area that a crop keeps; 0.08 by default.")
  static let seed = Option(flag: "--seed", placeholder: "N", help: "The seed of every choice; 0 by default.")
  static let batchSize = Option(
    flag: "--batch-size", placeholder: "N", help: "The largest number of images in a step; 256 by default.")
  static let options =
    [labels, epochs, backboneRate, headRate, momentum, weightDecay, crop, seed, ModelOptions.heldOut]
    + DataOptions.all + [EvaluationOutput.confusion]
    + ModelOptions.common.map { $0.flag == batchSize.flag ? batchSize : $0 } + [.json]
  static let discussion = """
    Training images are random crops, mirrored every other time; rates fall by half a cosine. The run folder's weights stay
    as they are. The accuracy is that of the last epoch. docs/evaluation.md says what is comparable with the paper.
    """

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    CommandLineText.barlow("report", arguments.value(ModelOptions.model))
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let data = try DatasetDescription(parsing: arguments.requirePositional(["DATA"])[0])
    var settings = published
    settings.labelFraction = try arguments.percentage(labels) ?? settings.labelFraction
    settings.epochs = try arguments.integer(epochs, in: 1...1_000_000) ?? settings.epochs
    settings.backboneLearningRate =
      try arguments.number(backboneRate, above: 0, orEqual: true) ?? settings.backboneLearningRate
    settings.headLearningRate = try arguments.number(headRate, above: 0, orEqual: true) ?? settings.headLearningRate
    settings.momentum = try arguments.number(momentum, above: 0, orEqual: true) ?? settings.momentum
    settings.weightDecay = try arguments.number(weightDecay, above: 0, orEqual: true) ?? settings.weightDecay
    settings.leastCropScale = try arguments.number(crop, above: 0) ?? settings.leastCropScale
    settings.seed = UInt64(try arguments.integer(seed, in: 0...Int.max) ?? 0)
    settings.batchSize = try arguments.integer(batchSize, in: 2...65_536) ?? settings.batchSize
    let output = try EvaluationOutput(arguments, data: data)
    let options = try ModelOptions(arguments, kind: .representation)
    settings.precision = options.features.precision
    let labelled = try options.evaluationData(data, arguments)
    let evaluation = EncoderEvaluation(
      options.features, on: labelled.parts, hooks: .terminal)
    Interruption.listen()
    let (result, record) = try evaluation.fineTune(settings)
    try output.write(
      result, table: "\n\n\(result.confusion)", confusion: result.confusion, records: [record], model: options,
      data: labelled)
    return .done
  }
}
