import Datasets
import Foundation
import Training

/// `barlow pretrain`: trains an encoder on unlabelled images.
enum PretrainCommand: Command {
  static let name = "pretrain"
  static let abstract = "Train an encoder on unlabelled images; resumes by itself."
  static let arguments = ["DATA", "--output RUN"]
  static let tensorBoard = Option(
    flag: "--tensorboard", placeholder: nil, help: "Write TensorBoard event files too, into RUN/tensorboard.")
  static let options =
    [Option(flag: "--output", placeholder: "RUN", help: "The run folder; an unfinished run there is resumed.")]
    + [tensorBoard]
    + Setting.allCases.map { Option(flag: $0.flag, placeholder: $0.kind.placeholder, help: $0.help) } + [.json]
  static let discussion = """
    DATA is fashion-mnist, cifar10:FOLDER, a folder of images, of IDX files or of .tar shards, or .tar files by a pattern
    such as 'train-{000..127}.tar'.
    Flags go over the file of --config, which goes over the recipe. Ctrl-C writes a checkpoint; the same command goes on.
    """

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let data = try arguments.requirePositional(["DATA"])[0]
    let session = PretrainSession(
      data: try DatasetDescription(parsing: data), settings: try settings(arguments),
      output: try arguments.required(options[0]), writesEvents: arguments.has(tensorBoard))
    let summary = try session.run()
    if arguments.has(.json) {
      try Terminal.output(json: summary)
    } else {
      Terminal.output(text(summary))
    }
    return summary.completed ? .done : .interrupted
  }

  /// The settings that the flags give.
  static func settings(_ arguments: Arguments) throws -> Settings {
    var settings = Settings()
    for setting in Setting.allCases {
      let option = Option(flag: setting.flag, placeholder: setting.kind.placeholder, help: setting.help)
      if option.placeholder == nil {
        if arguments.has(option) { settings.setFlag(setting) }
      } else if let text = arguments.value(option) {
        try settings.set(setting, text: text)
      }
    }
    return settings
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
