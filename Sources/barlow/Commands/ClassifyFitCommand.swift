import Classifiers
import Datasets
import Encoders
import Evaluation
import Foundation
import Formatting
import Runs

/// `barlow classify fit`: learns the classes of labelled images and writes a classifier.
enum ClassifyFitCommand: Command {
  static let name = "classify fit"
  static let abstract = "Learn classes from labelled images, and write a classifier with its network to one file."
  static let arguments = ["DATA", "--model RUN|FILE|NAME", "--output C.safetensors"]
  static let output = Option(
    flag: "--output", placeholder: "C.safetensors", help: "Where the classifier goes, its network included.")
  static let fineTune = Option(
    flag: "--fine-tune", placeholder: nil,
    help:
      "Train the whole network, instead of a classifier on features that stay as they are: slower, better with many labels."
  )
  static let epochs = Option(
    flag: "--epochs", placeholder: "N", help: "Of --fine-tune: passes over the images; 20 by default.")
  static let l2 = Option(
    flag: "--l2", placeholder: "N", help: "The penalty on weights; chosen within the labelled images by default.")
  static let seed = Option(flag: "--seed", placeholder: "N", help: "The seed of every choice; 0 by default.")
  static let options =
    [output, fineTune, epochs, l2, seed, EmbedCommand.split] + DataOptions.all + ModelOptions.all + [.json]
  static let discussion = """
    Each folder of DATA is a class, or --label-file names the classes of some images: those without one are left out. Probabilities are
    calibrated on images that were held out (by cross-validation under 10,000 images, else a fifth of them), and the record in the file tells
    how well: accuracy, expected calibration error before and after. The file holds the network too, and is a file of weights: whatever
    takes a --model takes it.
    """

  /// What was fitted.
  private struct Summary: Encodable {
    let output: String
    let record: ClassifierRecord
    let dataset: DataSummary
    let notes: [String]
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    arguments.value(output).map { CommandLineText.barlow("classify", "PHOTOS", "--with", $0) }
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let description = try DatasetDescription(parsing: arguments.requirePositional(["DATA"])[0])
    let path = try arguments.required(output)
    guard path.hasSuffix(".safetensors") else {
      throw UsageError("\(output.flag) must end in .safetensors, the format that is written, not \"\(path)\"")
    }
    let penalty = try arguments.number(l2, above: 0)
    let passes = try arguments.integer(epochs, in: 1...1_000_000)
    let isFineTuned = arguments.has(fineTune)
    guard isFineTuned || passes == nil else {
      throw UsageError("\(epochs.flag) is of \(fineTune.flag); give both, or leave it out")
    }
    guard !isFineTuned || (penalty == nil && arguments.value(ModelOptions.features) == nil) else {
      throw UsageError(
        "\(l2.flag) and \(ModelOptions.features.flag) are of features that stay as they are; leave them out, or \(fineTune.flag)"
      )
    }
    let seed = UInt64(try arguments.integer(seed, in: 0...Int.max) ?? 0)
    try OutputCheck.check([path], inputs: [arguments.required(ModelOptions.model)], data: [description])
    let options = try ModelOptions(arguments, kind: isFineTuned ? .representation : nil)
    let opened = try DataOptions.open(description, arguments)
    let whole = try opened.open(split: arguments.choice(EmbedCommand.split, DatasetSplit.self) ?? .train)
    let images: any ImageDataset = try options.maxImages.map { try Subset.sample(whole, count: $0, seed: 0) } ?? whole
    Interruption.listen()
    var notes = try options.tellNotes(of: images)
    let fit = ClassifierFit(
      options.features, images: images, model: options.path, data: String(describing: description), seed: seed,
      hooks: .terminal)
    let classifier =
      try isFineTuned
      ? fit.fineTuned(FineTuneSettings(epochs: passes ?? 20, precision: options.features.precision))
      : fit.linear(options.kind, l2: penalty)
    try classifier.write(to: path)
    let record = classifier.record
    func note(_ text: String) {
      notes.append(text)
      Terminal.error("note: \(text)")
    }
    if record.unlabelled > 0 {
      note("\(record.unlabelled) of \(images.count) images have no class and are left out")
    }
    let alone = zip(record.classes, record.imagesPerClass).filter { $1 == 1 }.map(\.0)
    if let first = alone.first {
      note(
        "\(alone.count == 1 ? "the class \(first) has" : "\(alone.count) classes, such as \(first), have") one image only, which could not be held out"
      )
    }
    if record.calibrated == nil {
      note("too few images could be held out: probabilities are not calibrated; give more labelled images")
    }
    if record.threshold == nil {
      note("too few images could be held out to tell what is unlike all of them; give more labelled images")
    }
    if arguments.has(.json) {
      try Terminal.output(json: Summary(output: path, record: record, dataset: opened.summary, notes: notes))
    } else {
      Terminal.output("\(path): \(record)")
    }
    return .done
  }
}
