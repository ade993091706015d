import BarlowTwins
import Datasets
import Evaluation
import Foundation
import Runs

/// `barlow demo`: the main job on real data, and the evidence that it worked.
enum DemoCommand: Command {
  static let name = "demo"
  static let abstract = "Train on Fashion-MNIST without labels, then show what the encoder learned."
  static let arguments: [String] = []
  static let output = Option(flag: "--output", placeholder: "RUN", help: "The run folder; runs/demo by default.")
  static let minutes = Option(flag: "--minutes", placeholder: "N", help: "Minutes of training; 5 by default.")
  static let options = [output, minutes, .json]
  static let discussion = """
    Labels are used after training only, to measure. A finished demo shows its table again; an interrupted one goes on. The
    page about the run is RUN/report.html.
    """

  /// Everything that the demo shows.
  struct Result: Encodable {
    let training: PretrainSession.Summary
    let evidence: EvidenceTable
    /// RankMe of the test images' features, by row of the table.
    let rankMe: [Double]
    let testLoss: EmbeddingInspection
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    code == .done ? "barlow pretrain FOLDER --output RUN trains on images of your own" : CommandLineText.barlow("demo")
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    _ = try arguments.requirePositional([])
    let run = arguments.value(output) ?? "runs/demo"
    let settings = try SettingLayer(["recipe": "small", "minutes": arguments.value(minutes) ?? "5"])
    let data = DatasetDescription.fashionMNIST
    let configuration = try TrainingConfiguration(layers: [settings], suggesting: Recipe.suggested(for: data))
    let training = try PretrainSession(data: try OpenedData(data), configuration: configuration, output: run).run()
    guard training.completed else {
      Terminal.error("interrupted; repeat the command to go on")
      return .interrupted
    }
    let status = StatusLine("measuring")
    let evidence = try BaselineComparison(data: data, run: run) {
      try Interruption.check()
      status.show($0)
    }
    status.finish()
    let result = Result(
      training: training, evidence: evidence.table, rankMe: evidence.rankMe, testLoss: evidence.inspection)
    let folder = RunFolder(run)
    // A demo that is shown again has been recorded before.
    if try readEvaluations(of: folder).isEmpty {
      try folder.append(evidence.records(data: String(describing: data), step: training.step))
    }
    guard !arguments.has(.json) else {
      try Terminal.output(json: result)
      return .done
    }
    Terminal.output(text(result))
    return try ReportCommand.run(Arguments([run], options: ReportCommand.options))
  }

  private static func text(_ result: Result) -> String {
    let images = result.evidence.rows.first.map {
      "\($0.linear.trainingImages) training and \($0.knn.images) test images"
    }
    let ranks = zip(result.evidence.rows, result.rankMe)
      .map { "\($0.name) \(String(format: "%.1f", $1))" }.joined(separator: ", ")
    let loss = result.testLoss.summary
    return """

      Test accuracy of frozen features on Fashion-MNIST (\(images ?? "")):

      \(result.evidence)

      kNN: cosine, k \(EvidenceTable.k), temperature \(EvidenceTable.temperature); whitened by the training set's statistics. linear: logistic regression to \
      convergence, penalty chosen on the training set.
      Without labels: effective rank (RankMe) of the test features: \(ranks).
      Loss at the end of training: \(String(format: "%.2f", result.training.loss ?? .nan)); views that agree cannot come \
      below the floor of this batch size and dimension, \(String(format: "%.2f", result.training.floor ?? .nan)).
      Embeddings of two views of the test images: mean C_ii \(String(format: "%.3f", loss.meanDiagonal)), rms of the other \
      C_ij \(String(format: "%.3f", loss.rmsOffDiagonal)); verdict: \(loss.verdictName).
      Weights: \(result.training.run)/weights/backbone.safetensors
      """
  }
}
