import Datasets
import Evaluation
import Foundation

/// `barlow evaluate linear`: how well a linear classifier on the frozen features tells the class of a test image.
enum EvaluateLinearCommand: Command {
  static let name = "evaluate linear"
  static let abstract = "Fit a linear classifier to frozen features and test it."
  static let arguments = ["DATA", "--model RUN"]
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
  static let options =
    [protocolOption, labels, l2, epochs, learningRate, seed, ModelOptions.heldOut] + ModelOptions.all + [.json]

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let data = try DatasetDescription(parsing: arguments.requirePositional(["DATA"])[0])
    let method = try arguments.choice(protocolOption, LinearResult.Method.self) ?? .fullBatch
    let misplaced = method == .fullBatch ? [epochs, learningRate] : [l2, labels]
    if let option = misplaced.first(where: { arguments.value($0) != nil }) {
      throw UsageError("\(option.flag) has no meaning under the \(method.rawValue) protocol; leave it out")
    }
    let fraction = try arguments.value(labels).map(fraction) ?? 1
    let seed = UInt64(try arguments.integer(seed, in: 0...Int.max) ?? 0)
    let options = try ModelOptions(arguments)
    let training = try options.dataset(data, .train, arguments: arguments)
    let test = try options.dataset(data, .test, arguments: arguments)
    Interruption.listen()
    let testFeatures = try options.extract(test, "test images")
    let status = StatusLine("linear classifier")
    defer { status.finish() }
    let result: LinearResult
    switch method {
    case .fullBatch:
      result = try LinearProbe(labelFraction: fraction, seed: seed, l2: arguments.number(l2, above: 0)).evaluate(
        training: options.extract(training, "training images"), test: testFeatures
      ) {
        try Interruption.check()
        status.show($0)
      }
    case .official:
      var settings = OfficialLinearSettings()
      settings.seed = seed
      settings.epochs = try arguments.integer(epochs, in: 1...1_000_000) ?? settings.epochs
      settings.learningRate = try arguments.number(learningRate, above: 0) ?? settings.learningRate
      result = try OfficialLinearProbe(options.extractor, device: options.device, settings: settings).evaluate(
        training: training, preparation: options.preparation, test: testFeatures, options: options.loaderOptions
      ) {
        try Interruption.check()
        status.show(
          "epoch \($0.epoch + 1)/\($0.epochs) step \($0.step + 1)/\($0.stepsPerEpoch) "
            + String(format: "loss %.3f", $0.loss))
      }
    }
    status.finish()
    if arguments.has(.json) {
      try Terminal.output(json: result)
    } else {
      Terminal.output(String(describing: result))
    }
    return .done
  }

  private static func fraction(_ text: String) throws -> Double {
    guard text.hasSuffix("%"), let percent = Double(text.dropLast()), percent > 0, percent <= 100 else {
      throw UsageError("\(labels.flag) takes a percentage such as 1% or 10%, not \"\(text)\"")
    }
    return percent / 100
  }
}
