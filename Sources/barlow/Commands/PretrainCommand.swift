import Datasets
import Distributed
import Foundation
import Runs
import Settings

/// `barlow pretrain`: trains an encoder on unlabelled images.
enum PretrainCommand: Command {
  static let name = "pretrain"
  static let abstract = "Train an encoder on unlabelled images; resumes by itself."
  static let arguments = ["[DATA]", "--output RUN"]
  static let tensorBoard = Option(
    flag: "--tensorboard", placeholder: nil, help: "Write TensorBoard event files too, into RUN/tensorboard.")
  static let isShared = true
  static let output = Option(
    flag: "--output", placeholder: "RUN", help: "The run folder; an unfinished run there is resumed.")
  static let config = Option(
    flag: "--config", placeholder: "FILE.json",
    help: "A file with settings, such as a run's config.json, over the recipe's and under the command line's.")
  static let overwrite = Option(
    flag: "--overwrite", placeholder: nil, help: "Start anew where a run already is, removing it.")
  static let dryRun = Option(
    flag: "--dry-run", placeholder: nil, help: "Say what would be trained, why, and what it would take; write nothing.")
  static let options =
    [output, tensorBoard, config] + [DataOptions.labelFile] + Setting.all.map(\.option) + [overwrite, dryRun, .json]
  static let discussion = """
    DATA is fashion-mnist, cifar10:FOLDER, a folder of images, of IDX files or of .tar shards, or .tar files by a pattern
    such as 'train-{000..127}.tar'.
    It may be left out where RUN or --config names it: `barlow pretrain --output RUN` resumes RUN from any folder, and a run's
    config.json is enough to repeat it. A finished RUN is prolonged by --epochs or --minutes, counted from its start: its rates
    are from there on those of a training of the new length. --from starts a new run from the weights of another.
    Flags go over the file of --config, which goes over the network of --from, which goes over the recipe. Ctrl-C writes a checkpoint.
    """

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    let run = arguments.value(output)
    guard !arguments.has(dryRun) else { return "the same command without \(dryRun.flag)" }
    guard code == .done else { return CommandLineText.barlow("pretrain", "--output", run) }
    let data = arguments.positional.first ?? run.flatMap { try? record(of: RunFolder($0))?.data }
    return CommandLineText.barlow("report", run) + "; where the images have classes, "
      + CommandLineText.barlow("evaluate", "knn", data, "--model", run)
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    try SharedWork.run { try run(arguments, in: $0) }
  }

  private static func run(_ arguments: Arguments, in group: ProcessGroup) throws -> ExitCode {
    let path = try arguments.required(output)
    let given = try SettingLayer(arguments)
    let file = try arguments.value(config).map { try SettingLayer(contentsOf: $0) }
    let record = try arguments.has(overwrite) ? nil : record(of: RunFolder(path))
    let data = try data(arguments, file, record)
    let configuration =
      if let record, goesOn(record, file: file, given, data) {
        try goesOn(record, with: (file ?? SettingLayer()).overlaid(by: given), in: group)
      } else {
        try TrainingConfiguration(layers: [file ?? SettingLayer(), given], suggesting: Recipe.suggested(for: data))
      }
    let session = PretrainSession(
      data: try DataOptions.open(data, arguments), configuration: configuration, output: path,
      overwrites: arguments.has(overwrite),
      writesEvents: arguments.has(tensorBoard), group: group)
    guard !arguments.has(dryRun) else {
      if let plan = try session.plan(), arguments.has(.json) { try Terminal.output(json: plan) }
      return .done
    }
    guard group.isOwner else { return try session.follow() ? .done : .interrupted }
    let summary = try session.run()
    if arguments.has(.json) {
      try Terminal.output(json: summary)
    } else {
      Terminal.output(text(summary))
    }
    return summary.completed ? .done : .interrupted
  }

  private static func record(of run: RunFolder) throws -> RunRecord? {
    run.holdsRun ? try RunRecord(contentsOf: run.configurationFile) : nil
  }

  /// Whether what is given may be said of the run that is there, whose record then has everything else: what its recipe was
  /// fitted to when it began would be fitted anew.
  ///
  /// A recipe in a file may have changed, and whoever names another one is to be told what differs.
  private static func goesOn(
    _ record: RunRecord, file: SettingLayer?, _ given: SettingLayer, _ data: DatasetDescription
  ) -> Bool {
    guard !record.recipe.hasSuffix(".json") else { return false }
    if let recipe = given["recipe"] ?? file?["recipe"] { return recipe.description == record.recipe }
    return file == nil || record.recipe == Recipe.suggested(for: data)
  }

  /// The configuration of a run that goes on; with another number of processes each has another share of its machine.
  private static func goesOn(_ record: RunRecord, with given: SettingLayer, in group: ProcessGroup) throws
    -> TrainingConfiguration
  {
    let configuration = try TrainingConfiguration(of: record, changedBy: given)
    guard record.processes != group.size else { return configuration }
    return configuration.choosingAgain(Set(["threads", "workers"].filter { given[$0] == nil }))
  }

  /// The data as the command line names it, or the file of settings, or the run that is to go on.
  private static func data(_ arguments: Arguments, _ file: SettingLayer?, _ record: RunRecord?) throws
    -> DatasetDescription
  {
    if arguments.positional.isEmpty, let known = file?["data"]?.description ?? record?.data {
      return try DatasetDescription(parsing: known)
    }
    return try DatasetDescription(parsing: arguments.requirePositional(["DATA"])[0])
  }

  private static func text(_ summary: PretrainSession.Summary) -> String {
    guard !summary.wasFinished else {
      return
        "\(summary.run) is finished: trained \(summary.step) steps in \(ProgressLine.time(summary.trainingSeconds)); "
        + "--epochs or --minutes prolong it, --overwrite starts anew"
    }
    let floor = summary.floor.map { String(format: " (floor %.2f)", $0) } ?? ""
    let loss = summary.loss.map { String(format: ", loss %.2f", $0) + floor } ?? ""
    let bad = summary.badImages > 0 ? ", \(summary.badImages) unreadable images skipped" : ""
    let state = summary.completed ? "trained" : "interrupted after"
    let next = summary.completed ? "weights: \(summary.run)/weights" : "repeat the command to go on"
    let line = "\(state) \(summary.step) steps in \(ProgressLine.time(summary.trainingSeconds))\(loss)\(bad); \(next)"
    guard summary.completed else { return line }
    return ([line] + [summary.best?.text].compactMap { $0 } + (summary.answers?.lines ?? [])).joined(separator: "\n")
  }
}
