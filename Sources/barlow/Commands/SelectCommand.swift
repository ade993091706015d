import Classifiers
import Clustering
import Datasets
import Encoders
import Evaluation
import Files
import Foundation
import Formatting
import Reporting
import Selection
import Torch

/// `barlow select`: the images of a data set that are worth a look, by their features.
enum SelectCommand: Command {
  static let name = "select"
  static let abstract = "Choose images: a diverse subset, typical ones, outliers, what to label next, wrong labels."
  static let arguments = ["DATA…", "--model RUN|FILE|NAME | --with C", "--by MODE"]
  static let by = Option(
    flag: "--by", placeholder: SelectionMode.allCases.map(\.rawValue).joined(separator: "|"),
    help: "Which images to choose.")
  static let count = Option(
    flag: "--count", placeholder: "N",
    help: "How many; of outliers and mislabelled ones by default all that are found.")
  static let output = Option(
    flag: "--output", placeholder: "FILE.csv|FILE.json", help: "Where the chosen images are written, with their scores."
  )
  static let sheet = Option(flag: "--sheet", placeholder: "FILE.png", help: "A picture of the first 48 of them.")
  static let list = Option(
    flag: "--list", placeholder: nil, help: "Print their paths alone, a line each, for other programs.")
  static let k = Option(
    flag: "--k", placeholder: "N", help: "Neighbours that are asked: 10 of outliers, 20 of mislabelled ones by default."
  )
  static let threshold = Option(
    flag: "--threshold", placeholder: "N",
    help: "Robust deviations from which on an image is an outlier; 3.5 by default.")
  static let seed = Option(flag: "--seed", placeholder: "N", help: "The seed of samples and of k-means; 0 by default.")
  static let with = Option(
    flag: "--with", placeholder: "C",
    help: "Of uncertain images: the classifier that is unsure of them, with its network.")
  static let options =
    [by, count, with, output, sheet, list, k, threshold, seed, EmbedCommand.split] + DataOptions.all + ModelOptions.all
    + [.json]
  static let discussion = """
    diverse: each the farthest from those before, from the medoid of all on; what remains uncovered is told as a radius.
    typical: the medoid of each of N clusters of k-means, that of the largest first.
    outliers: by the distance to the k-th nearest neighbour, above median + threshold · 1.4826 · median absolute deviation.
    mislabelled: images none of whose k nearest neighbours has their class, ranked by the neighbours' votes for another one.
    far-from-labelled: what to label next, each the farthest from all labelled images (a --label-file of some) and those before.
    uncertain: what to label next, the images whose first and second choice by a classifier C (`barlow classify fit`) are closest.
    Features are what the run names, each divided by its length. Nothing is moved or deleted.
    """

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    guard let first = arguments.positional.first else { return nil }
    if !arguments.has(sheet) {
      return CommandLineText.barlow(
        "select", first, arguments.has(with) ? with.flag : ModelOptions.model.flag,
        arguments.value(with) ?? arguments.value(ModelOptions.model), "--by", arguments.value(by), "--count",
        arguments.value(count) ?? "48", "--sheet", "selected.png")
    }
    return CommandLineText.barlow(
      "cluster", first, ModelOptions.model.flag, arguments.value(with) ?? arguments.value(ModelOptions.model))
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    guard arguments.has(by) else {
      throw UsageError("\(by.flag) is missing; give \(by.flag) \(by.placeholder ?? "")")
    }
    guard let mode = try arguments.choice(by, SelectionMode.self) else { preconditionFailure("--by has a value") }
    let data = try EmbedCommand.collection(arguments.positional)
    let wanted = try arguments.integer(count, in: 1...Int.max)
    guard wanted != nil || mode.hasOwnCount else {
      throw UsageError(
        "\(count.flag) is missing; give \(count.flag) N, as many images as \(by.flag) \(mode.rawValue) shall choose")
    }
    try requireEffects(mode, arguments)
    let file = try arguments.value(output).map { try ResultTable($0, flag: output.flag) }
    if let path = arguments.value(sheet), !path.lowercased().hasSuffix(".png") {
      throw UsageError("\(sheet.flag) must end in .png, the format that is written, not \"\(path)\"")
    }
    try OutputCheck.check(
      [arguments.value(output), arguments.value(sheet)].compactMap { $0 }, inputs: data.files, data: data.datasets)
    let typeface = arguments.has(sheet) ? try Typeface.installed() : nil
    let seed = UInt64(try arguments.integer(seed, in: 0...Int.max) ?? 0)
    let neighbors = try arguments.integer(k, in: 1...1024)
    let limit = try arguments.number(threshold, above: 0) ?? OutlierRows.usualThreshold
    let classifier = try classifier(mode, arguments)
    let options = try ModelOptions(
      arguments, kind: classifier?.classifier.features, of: classifier.map { ($0.path, $0.classifier.model) })
    var margins: [Float] = []
    let features = try FeatureData(data, options, arguments) { rows in
      guard let classifier = classifier?.classifier else { return }
      margins += try UncertainRows(probabilities: classifier.probabilities(of: rows)).margins
    }
    let found = try SelectedImages(
      mode, count: wanted, of: features, seed: seed, threshold: limit, k: neighbors, margins: margins)
    let labels = features.labels
    let items = found.rows.enumerated().map { place, row in
      SelectionSummary.Item(
        rank: place + 1, name: features.name(row), class: labels[row].map(features.className),
        score: found.scores[place],
        suggestion: found.suggestions.isEmpty ? nil : found.suggestions[place].map(features.className))
    }
    var (drawn, notes): (String?, [String]) = (arguments.value(sheet), features.notes)
    if let path = drawn, items.isEmpty {
      let note = "\(path) is not written, there is nothing to draw; \(count.flag) N gives the N that come closest"
      Terminal.error("note: \(note)")
      notes.append(note)
      drawn = nil
    } else if let path = drawn, let typeface {
      try draw(items, found.rows, mode, ImageSheet(features, options, typeface), data, to: path)
      Terminal.note(of: typeface)
    }
    try Interruption.check()
    try file?.write(columns: ["rank", "name", "class", "score", "suggestion"], rows: items) {
      ["\($0.rank)", $0.name, $0.class ?? "", $0.score.map { "\($0)" } ?? "", $0.suggestion ?? ""]
    }
    let summary = SelectionSummary(
      by: mode.rawValue, model: options.path, data: data.description,
      features: options.kind.rawValue, images: features.count, dimension: features.table.dimension, facts: found.facts,
      selected: items, output: arguments.value(output), sheet: drawn, datasets: features.summaries,
      notes: notes)
    if arguments.has(.json) {
      try Terminal.output(json: summary)
    } else if arguments.has(list) {
      for row in found.rows { Terminal.output(try features.path(row)) }
    } else {
      Terminal.output(summary.text(mode, sentence: found.sentence))
    }
    return .done
  }

  /// The classifier that tells which images are uncertain, which brings a network of its own; nil of other modes.
  private static func classifier(_ mode: SelectionMode, _ arguments: Arguments) throws -> (
    path: String, classifier: Classifier
  )? {
    guard mode == .uncertain else {
      guard !arguments.has(with) else {
        throw UsageError("\(with.flag) has no effect with \(by.flag) \(mode.rawValue); leave it out")
      }
      return nil
    }
    for option in [ModelOptions.model, ModelOptions.partial, ModelOptions.features] where arguments.has(option) {
      throw UsageError("a classifier has a network of its own; leave out \(option.flag)")
    }
    let path = try arguments.required(with)
    let device = try Device(parsing: arguments.value(ModelOptions.device) ?? "cpu").requireAvailable()
    return (path, try Classifier(contentsOf: path, device: device))
  }

  /// Makes sure that no flag is given that would change nothing.
  private static func requireEffects(_ mode: SelectionMode, _ arguments: Arguments) throws {
    if arguments.has(.json), arguments.has(list) {
      throw UsageError("\(list.flag) and --json print different things; leave one out")
    }
    let unused: Option? =
      if arguments.has(k), !mode.hasOwnCount { k } else if arguments.has(threshold), mode != .outliers {
        threshold
      } else if arguments.has(seed), mode == .diverse || mode == .farFromLabelled || mode == .uncertain { seed } else {
        nil
      }
    if let unused { throw UsageError("\(unused.flag) has no effect with \(by.flag) \(mode.rawValue); leave it out") }
  }

  private static func draw(
    _ items: [SelectionSummary.Item], _ rows: [Int], _ mode: SelectionMode, _ sheet: ImageSheet,
    _ data: ImageCollection, to path: String
  ) throws {
    let entries = zip(items, rows).map { item, row in
      let score = item.score.map { mode == .typical ? NumberText.grouped(Int($0)) : NumberText.fixed($0, decimals: 3) }
      return ImageSheet.Entry(
        row: row, caption: [score, item.suggestion.map { "→ \($0)" }].compactMap { $0 }.joined(separator: " "))
    }
    let title = PictureTitle(
      "\(PictureTitle.name(ofPath: data.description)): \(mode.rawValue) images",
      details: [
        "the first \(min(items.count, ImageSheet.largestCount)) of \(items.count)", mode.scoreName,
      ])
    try AtomicFile.write(sheet.encoded(entries, title: title), to: path)
  }
}
