import BarlowTwins
import Datasets
import Evaluation
import Experiments
import Files
import Formatting
import Foundation
import Reporting

/// `barlow collapse`: the ways to collapse and not to, trained and drawn side by side.
enum CollapseCommand: Command {
  static let name = "collapse"
  static let abstract = "Train with and without what keeps features from collapsing, and draw what becomes of them."
  static let arguments = ["DATA"]
  static let output = Option(
    flag: "--output", placeholder: "FOLDER", help: "Where the runs and collapse.html go; runs/collapse by default.")
  static let images = Option(
    flag: "--images", placeholder: "N", help: "Images to train on, at most; 16384 by default.")
  static let epochs = Option(
    flag: "--epochs", placeholder: "N", help: "How often each scenario sees each image; 6 by default.")
  static let seed = Option(flag: "--seed", placeholder: "N", help: "The source of all randomness; 0 by default.")
  static let options = [output, images, epochs, seed, DataOptions.labelFile, .json]
  static let discussion = """
    Five trainings of one small network from the same start: a loss with nothing against constant features, one with nothing
    against redundant ones, Barlow Twins, and two other cures. Each is a run of its own below FOLDER, for `barlow report` and
    `barlow watch`; what is finished is not trained again.
    """

  /// What became of one scenario.
  struct Scenario: Encodable {
    let name: String
    let objective: String
    let run: String
    let verdict: Verdict?
    let expected: [Verdict]
    /// Whether the training was too short to become what is expected.
    let isTooShort: Bool
    let knn: Double?
    let diagnosis: EmbeddingSummary

    init(_ outcome: CollapseOutcome) {
      name = outcome.scenario.name
      objective = outcome.scenario.objective
      run = outcome.history.folder.path
      verdict = outcome.summary.verdict
      expected = outcome.scenario.expected
      isTooShort = outcome.isTooShort
      knn = outcome.accuracy
      diagnosis = outcome.summary
    }
  }

  /// What the command reports.
  struct Summary: Encodable {
    let output: String
    let asExpected: Bool
    let scenarios: [Scenario]
    /// What the data was understood to be.
    let dataset: DataSummary
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    code == .done ? "open the page in a browser" : "the same command goes on"
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let data = try DatasetDescription(parsing: arguments.requirePositional(["DATA"])[0])
    let folder = arguments.value(output) ?? "runs/collapse"
    let images = try arguments.integer(images, in: 64...Int.max) ?? 16_384
    let epochs = try arguments.integer(epochs, in: 1...100_000) ?? 6
    let seed = try arguments.integer(seed, in: 0...Int.max) ?? 0
    let opened = try DataOptions.open(data, arguments)
    let experiment = try CollapseExperiment(
      opened, folder: folder, images: images, epochs: epochs, seed: seed, environment: PretrainSession.environment)

    var outcomes: [CollapseOutcome] = []
    for scenario in CollapseScenario.allCases {
      Terminal.error("\(scenario.name): \(scenario.explanation)")
      let outcome = try experiment.outcome(of: scenario, cancellation: Interruption.check) {
        try PretrainSession.train($0, on: data).completed
      }
      guard let outcome else {
        Terminal.error("interrupted; repeat the command to go on")
        return .interrupted
      }
      outcomes.append(outcome)
    }
    let page = folder + "/collapse.html"
    try AtomicFile.write(Data(CollapseReport(outcomes, data: String(describing: data)).page().html.text.utf8), to: page)
    if arguments.has(.json) {
      try Terminal.output(
        json: Summary(
          output: page, asExpected: outcomes.allSatisfy(\.isAsExpected), scenarios: outcomes.map(Scenario.init),
          dataset: opened.summary))
    } else {
      Terminal.output(table(outcomes) + "\n\npage: \(page)")
    }
    return .done
  }

  private static func table(_ outcomes: [CollapseOutcome]) -> String {
    let rows = outcomes.map { outcome -> [String] in
      let diagnosis = outcome.summary
      let expected = outcome.scenario.expected.map(\.rawValue).joined(separator: " or ")
      let remark = outcome.isTooShort ? "too short to tell; expected \(expected)" : "expected \(expected)"
      return [
        outcome.scenario.name, diagnosis.verdictName + (outcome.isAsExpected ? "" : " (\(remark))"),
        String(format: "%.2f", diagnosis.meanDiagonal), String(format: "%.3f", diagnosis.rmsOffDiagonal),
        String(format: "%.3f", diagnosis.relativeSpread), String(format: "%.0f", diagnosis.effectiveDimension),
        NumberText.percent(outcome.accuracy),
      ]
    }
    let head = ["scenario", "verdict", "mean C_ii", "rms C_ij", "spread", "dimensions", "kNN"]
    return TextTable.lines([head] + rows, leftColumns: [0, 1]).joined(separator: "\n")
  }
}
