import Datasets
import Evaluation

/// `barlow evaluate knn`: how well the nearest neighbours of a test image tell its class.
enum EvaluateKNNCommand: Command {
  static let name = "evaluate knn"
  static let abstract = "Classify test images by the weighted vote of their nearest neighbours."
  static let arguments = ["DATA", "--model RUN"]
  static let k = Option(flag: "--k", placeholder: "N", help: "Neighbours that vote; 20 by default.")
  static let temperature = Option(
    flag: "--temperature", placeholder: "N", help: "A vote weighs exp(similarity / temperature); 0.1 by default.")
  static let options = [k, temperature, ModelOptions.heldOut] + ModelOptions.all + [.json]
  static let discussion = """
    Similarity is the cosine. Neighbours are training images; data without a test part has a tenth of each class held out.
    """

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let data = try DatasetDescription(parsing: arguments.requirePositional(["DATA"])[0])
    let k = try arguments.integer(k, in: 1...Int.max) ?? EvidenceTable.k
    let temperature = try arguments.number(temperature, above: 0) ?? EvidenceTable.temperature
    let options = try ModelOptions(arguments)
    let training = try options.dataset(data, .train, arguments: arguments)
    let test = try options.dataset(data, .test, arguments: arguments)
    Interruption.listen()
    let bank = try KNNClassifier(bank: options.extract(training, "training images"))
    let result = try bank.evaluate(options.extract(test, "test images"), k: k, temperature: temperature)
    if arguments.has(.json) {
      try Terminal.output(json: result)
    } else {
      Terminal.output(String(describing: result))
    }
    return .done
  }
}
