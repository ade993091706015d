import Classifiers
import Datasets
import Encoders
import Evaluation
import Files
import Foundation
import Formatting
import NN
import Runs
import Torch

/// `barlow classify`: tells the class of images by a classifier.
enum ClassifyCommand: Command {
  static let name = "classify"
  static let abstract =
    "Tell the class of images by a classifier, how sure it is, and which images are like nothing it knows."
  static let arguments = ["PHOTOS…", "--with C"]
  static let with = Option(
    flag: "--with", placeholder: "C", help: "The classifier, as `barlow classify fit` wrote it.")
  static let output = Option(
    flag: "--output", placeholder: "FILE.csv|FILE.jsonl", help: "Write a line for each image.")
  static let sortInto = Option(
    flag: "--sort-into", placeholder: "FOLDER",
    help: "Make a folder with a folder for each class, and links in it to the images, which stay where they are.")
  static let copies = Option(
    flag: "--copies", placeholder: nil, help: "With --sort-into: copies of the images instead of links.")
  static let options =
    [with, output, sortInto, copies, EmbedCommand.split] + DataOptions.all
    + [
      ModelOptions.device, ModelOptions.precision, ModelOptions.workers, ModelOptions.batchSize,
      ModelOptions.onBadImage,
      ModelOptions.maxImages, .json,
    ]
  static let discussion = """
    PHOTOS is a data set, an image file, or - for a list on standard input, as for embed; several are taken one after the other. An image that
    is farther from all images that the classifier knows than 99 % of held-out images of its classes were is said to be unlike all: its class
    means little then. Where PHOTOS have classes of their own, the output says how many were recognized. --json gives one object a line for
    each image, and a last one with all that was counted.
    """
  /// The images that are listed on a terminal; a file has all.
  private static let mostListed = 20

  /// What was done, counted.
  private struct Summary: Encodable {
    let classifier: String
    let summary: PredictionSummary
    let output: String?
    let sortedInto: String?
    let skipped: Int
    let notes: [String]
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    arguments.value(sortInto).map { "look into \($0)" }
      ?? CommandLineText.barlow(
        "export", arguments.value(with) ?? "C", "--format", "onnx", "--output", "classifier.onnx")
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let data = try EmbedCommand.collection(arguments.positional, what: "PHOTOS")
    let path = try arguments.required(with)
    let file = arguments.value(output)
    let format = try file.map { file in
      guard let format = PredictionFile.Format.allCases.first(where: { file.hasSuffix(".\($0.rawValue)") }) else {
        throw UsageError("\(output.flag) must end in .csv or .jsonl, not \"\(file)\"")
      }
      return format
    }
    let folder = arguments.value(sortInto)
    guard folder != nil || !arguments.has(copies) else {
      throw UsageError("\(copies.flag) is of \(sortInto.flag); give both, or leave it out")
    }
    if let file { try OutputCheck.check([file], inputs: data.files + [path], data: data.datasets) }
    try Runtime.requireMatchingVersion()
    let device = try Device(parsing: arguments.value(ModelOptions.device) ?? "cpu").requireAvailable()
    let classifier = try Classifier(contentsOf: path, device: device)
    let loading = try ModelOptions.loading(arguments)
    let (whole, _) = try data.open(
      split: arguments.choice(EmbedCommand.split, DatasetSplit.self) ?? .train,
      testPart: arguments.value(DataOptions.testPart), labels: DataOptions.table(arguments),
      requiresFiles: loading.onBadImage == .fail
    ) { Terminal.error($0.text) }
    let images: any ImageDataset =
      try arguments.integer(ModelOptions.maxImages, in: 1...Int.max).map {
        try Subset.sample(whole, count: $0, seed: 0)
      } ?? whole
    let sorted = try folder.map { folder in
      try requireOutside(folder, data)
      return try SortedFolder(
        folder, classNames: classifier.classNames, means: arguments.has(copies) ? .copies : .links)
    }
    Interruption.listen()
    let notes = try ImageSurvey(of: images).notes(for: classifier.model.record.views.valueRange)
    for note in notes { Terminal.error("note: \(note)") }
    let isJSON = arguments.has(.json)
    var summary = PredictionSummary(classNames: classifier.classNames)
    var listed: [ImagePrediction] = []
    func classify(into file: PredictionFile?) throws {
      let hooks = EvaluationHooks.terminal
      try classifier.classify(
        images, precision: arguments.choice(ModelOptions.precision, Precision.self) ?? .fp32, device: device,
        batchSize: arguments.integer(ModelOptions.batchSize, in: 1...65_536) ?? 256, options: loading,
        progress: { try hooks.progress("images", $0) }
      ) { prediction, index in
        summary.add(prediction)
        try file?.add(prediction)
        try sorted?.add(prediction, of: images, at: index)
        if isJSON {
          try Terminal.output(json: prediction)
        } else if listed.count < mostListed {
          listed.append(prediction)
        }
      }
      guard summary.images > 0 else { throw EvaluationError(.badData, "none of the images can be read") }
      try Interruption.check()
    }
    if let file, let format {
      try PredictionFile.write(to: file, format) { try classify(into: $0) }
    } else {
      try classify(into: nil)
    }
    try sorted?.finish()
    if isJSON {
      try Terminal.output(
        json: Summary(
          classifier: path, summary: summary, output: file, sortedInto: folder, skipped: images.count - summary.images,
          notes: notes))
    } else {
      Terminal.output(PredictionTable(listed, summary, file: file, folder: folder).text)
    }
    return .done
  }

  /// Links within what is read would be images the next time.
  private static func requireOutside(_ folder: String, _ data: ImageCollection) throws {
    for dataset in data.datasets {
      guard case .folder(let path) = dataset, let place = resolvedPath(path) else { continue }
      let parent = (folder as NSString).deletingLastPathComponent
      guard let own = resolvedPath(parent.isEmpty ? "." : parent) else {
        throw FileError(.missing, "cannot make \(folder): there is no folder \(parent); make it first")
      }
      guard own != place, !own.hasPrefix(place + "/") else {
        throw UsageError("\(folder) lies in \(path), whose images are read; name a folder elsewhere")
      }
    }
  }
}
