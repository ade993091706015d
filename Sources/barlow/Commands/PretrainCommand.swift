import Datasets
import Foundation
import Runs
import Settings

/// `barlow pretrain`: trains an encoder on unlabelled images.
enum PretrainCommand: Command {
  static let name = "pretrain"
  static let abstract = "Train an encoder on unlabelled images; resumes by itself."
  static let arguments = ["DATA", "--output RUN"]
  static let tensorBoard = Option(
    flag: "--tensorboard", placeholder: nil, help: "Write TensorBoard event files too, into RUN/tensorboard.")
  static let output = Option(
    flag: "--output", placeholder: "RUN", help: "The run folder; an unfinished run there is resumed.")
  static let config = Option(
    flag: "--config", placeholder: "FILE.json",
    help: "A file with settings, such as a run's config.json, over the recipe's and under the command line's.")
  static let overwrite = Option(
    flag: "--overwrite", placeholder: nil, help: "Start anew where a run already is, removing it.")
  static let options = [output, tensorBoard, config] + Setting.all.map(\.option) + [overwrite, .json]
  static let discussion = """
    DATA is fashion-mnist, cifar10:FOLDER, a folder of images, of IDX files or of .tar shards, or .tar files by a pattern
    such as 'train-{000..127}.tar'.
    It may be left out where --config names it, so that a run's config.json is enough to repeat it.
    Flags go over the file of --config, which goes over the recipe. Ctrl-C writes a checkpoint; the same command goes on.
    """

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let file = try arguments.value(config).map { try SettingLayer(contentsOf: $0) } ?? SettingLayer()
    let data = arguments.positional.isEmpty ? file["data"]?.description : nil
    let session = PretrainSession(
      data: try DatasetDescription(parsing: data ?? arguments.requirePositional(["DATA"])[0]),
      settings: [file, try SettingLayer(arguments)], output: try arguments.required(output),
      overwrites: arguments.has(overwrite), writesEvents: arguments.has(tensorBoard))
    let summary = try session.run()
    if arguments.has(.json) {
      try Terminal.output(json: summary)
    } else {
      Terminal.output(text(summary))
    }
    return summary.completed ? .done : .interrupted
  }

  private static func text(_ summary: PretrainSession.Summary) -> String {
    let floor = summary.floor.map { String(format: " (floor %.2f)", $0) } ?? ""
    let loss = summary.loss.map { String(format: ", loss %.2f", $0) + floor } ?? ""
    let bad = summary.badImages > 0 ? ", \(summary.badImages) unreadable images skipped" : ""
    let state = summary.completed ? "trained" : "interrupted after"
    let next = summary.completed ? "weights: \(summary.run)/weights" : "repeat the command to go on"
    return "\(state) \(summary.step) steps in \(ProgressLine.time(summary.trainingSeconds))\(loss)\(bad); \(next)"
  }
}
