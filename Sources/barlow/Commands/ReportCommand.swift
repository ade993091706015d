import Datasets
import Encoders
import Evaluation
import Files
import Formatting
import Foundation
import NN
import Reporting
import Runs
import Torch

/// `barlow report`: one HTML file about a run, or about several side by side.
enum ReportCommand: Command {
  static let name = "report"
  static let abstract = "Write one self-contained HTML file about a run, or a comparison of several."
  static let arguments = ["RUN…"]
  static let output = Option(
    flag: "--output", placeholder: "FILE.html", help: "Where the report goes; RUN/report.html for one run.")
  static let data = Option(
    flag: "--data", placeholder: "DATA", help: "The images to show; those of the training by default.")
  static let images = Option(
    flag: "--images", placeholder: "N", help: "How many images to look at; 1000 by default, 0 for none.")
  static let options = [output, data] + DataOptions.all + [images, ModelOptions.workers, .json]
  static let discussion = """
    The images are of the test part where the data has one. Where they or the weights are gone, the report has everything
    else and says so. Several runs, up to \(RunReport.mostRuns), are drawn over each other and their settings compared.
    """

  /// What was written.
  struct Summary: Encodable {
    let output: String
    let runs: [String]
    let verdicts: [String?]
    /// Whether each run has learned.
    let learned: [LearningVerdict]
    let sizeBytes: Int
    let missing: [String]
    /// What the data of each run were understood to be; null for a run whose images were not looked at.
    let datasets: [DataSummary?]
  }

  static func next(_ arguments: Arguments, after code: ExitCode) -> String? {
    "open the page in a browser"
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let paths = arguments.positional
    guard !paths.isEmpty else { throw UsageError("RUN is missing; --help shows how to call this") }
    guard paths.count <= RunReport.mostRuns else {
      throw UsageError("\(paths.count) runs cannot be told apart in one chart; give at most \(RunReport.mostRuns)")
    }
    guard Set(paths).count == paths.count else { throw UsageError("a run is given twice; give each once") }
    let path = try destination(arguments, runs: paths)
    let count = try arguments.integer(images, in: 0...5000) ?? 1000
    guard count != 1 else {
      throw UsageError("one image alone cannot be compared; give \(images.flag) 2 or more, or 0")
    }
    if count == 0, let useless = ([data, ModelOptions.workers] + DataOptions.all).first(where: arguments.has) {
      throw UsageError("\(useless.flag) has no effect with \(images.flag) 0; leave one out")
    }
    let workers = try arguments.integer(ModelOptions.workers, in: 0...1024) ?? 1
    let data = try arguments.value(data).map { try DatasetDescription(parsing: $0) }
    let histories = try RunHistory.read(paths)
    try OutputCheck.check([path], inputs: data.map { [$0.description] } ?? [])
    try Runtime.requireMatchingVersion()
    Runtime.keepFreedMemory()
    Interruption.listen()

    var datasets: [DataSummary?] = []
    let runs = try histories.map { history in
      let status = StatusLine(history.name)
      defer { status.finish() }
      let request = ImageStudyRequest(
        count: count, workers: workers, badImage: { Terminal.error("skipped: \($0)") },
        progress: { state in
          try Interruption.check()
          status.show(state)
        })
      let (run, dataset) = try look(at: history, data: data, arguments, request: request)
      datasets.append(dataset)
      return run
    }
    let missing = runs.compactMap(\.absence)
    for sentence in missing + histories.flatMap(\.remarks) { Terminal.error(sentence) }
    let page = Data(try RunReport(runs).page().html.text.utf8)
    try AtomicFile.write(page, to: path)
    let summary = Summary(
      output: path, runs: paths, verdicts: runs.map { $0.verdict?.rawValue },
      learned: runs.map(\.learning.verdict), sizeBytes: page.count, missing: missing, datasets: datasets)
    if arguments.has(.json) {
      try Terminal.output(json: summary)
    } else {
      Terminal.output("\(path): \(NumberText.count(runs.count, "run")), \((page.count + 1023) / 1024) KiB")
    }
    return .done
  }

  private static func destination(_ arguments: Arguments, runs: [String]) throws -> String {
    guard let path = arguments.value(output) else {
      guard runs.count == 1 else { throw UsageError("several runs share no folder; give \(output.flag) FILE.html") }
      return RunFolder(runs[0]).reportFile
    }
    guard [".html", ".htm"].contains(where: path.lowercased().hasSuffix) else {
      throw UsageError("\(output.flag) must end in .html, the format that is written, not \"\(path)\"")
    }
    return path
  }

  /// What the network of a run makes of images; data that a user names must be there, that of the training need not.
  private static func look(
    at history: RunHistory, data: DatasetDescription?, _ arguments: Arguments, request: ImageStudyRequest
  ) throws -> (run: ReportedRun, dataset: DataSummary?) {
    guard request.count > 0 else {
      return (
        ReportedRun(history: history, absence: "No images were looked at, as asked for by \(images.flag) 0."), nil
      )
    }
    func absent(_ error: any Error) -> (run: ReportedRun, dataset: DataSummary?) {
      (
        ReportedRun(
          history: history, absence: "\(history.name): images cannot be shown: \(ExitCode.message(for: error))."), nil
      )
    }
    let model: EncoderModel
    do {
      model = try EncoderModel(run: history.folder.path)
    } catch let error as FileError where error.kind == .missing {
      return absent(error)
    }
    let opened: OpenedData
    let dataset: any ImageDataset
    let origin: String
    let description: DatasetDescription
    do {
      description = try data ?? DatasetDescription(parsing: history.record.data)
      opened = try DataOptions.open(description, arguments)
      let split: DatasetSplit = opened.hasTestPart ? .test : .train
      dataset = try opened.open(split: split)
      origin = split == .test ? "from the test part of \(description), unseen in training" : "from \(description)"
    } catch let error as DatasetError
      where data == nil && !arguments.has(DataOptions.testPart) && (error.kind == .missingInput || error.kind == .usage)
    {
      return absent(error)
    }
    guard dataset.count >= 2 else {
      throw DatasetError(.badData, "\(origin.dropFirst(5)) has fewer than two images; give other \(Self.data.flag)")
    }
    let study = try ImageStudy(
      model: model, dataset: dataset, origin: origin, wantsDiagnosis: !history.hasDiagnoses, request: request)
    guard history.learning().comparison == nil else {
      return (ReportedRun(history: history, study: study), opened.summary)
    }
    let images = try Subset.sample(Subset.labelled(dataset), count: request.count, seed: 0)
    if let reason = unmeasurable(images) {
      return (ReportedRun(history: history, study: study, unmeasured: reason), opened.summary)
    }
    let measured = try measure(model, images, description, history, request)
    let unlabelled = UnlabelledImages(
      training: (0..<dataset.count).count { dataset.label(at: $0) == nil }, test: 0)
    if let text = unlabelled.text(areOne: true) { Terminal.error("note: \(text) of the accuracy") }
    return (
      ReportedRun(history: history, study: study, measured: measured), opened.summary.leavingOut(unlabelled)
    )
  }

  /// Why the classes of images tell nothing, in a sentence; nil where they do.
  private static func unmeasurable(_ images: any ImageDataset) -> String? {
    let labels = (0..<images.count).compactMap { images.label(at: $0) }
    let count = NumberText.count(images.count, "image")
    if labels.isEmpty { return "none of \(count) has a class." }
    let counts = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
    if counts.count == 1 { return "all \(count) are of one class." }
    // An image that is alone in its class has nobody who could tell it.
    if 2 * labels.count(where: { counts[$0, default: 0] > 1 }) < labels.count {
      return "most of \(count) are alone in their class."
    }
    return labels.count < leastLabelled
      ? "\(count) are too few for an accuracy that says something; it takes \(leastLabelled)." : nil
  }

  /// The fewest labelled images whose accuracy says anything.
  private static let leastLabelled = 50

  /// How well the neighbours of images tell their classes beside what they tell without learning.
  private static func measure(
    _ model: EncoderModel, _ images: any ImageDataset, _ description: DatasetDescription, _ history: RunHistory,
    _ request: ImageStudyRequest
  ) throws -> EvaluationRecord? {
    let encoder = EncoderFeatures(
      model, batchSize: 128, options: LoaderOptions(workers: request.workers, onBadImage: .skip),
      cache: FeatureCache(folder: history.folder.featuresFolder))
    let evaluation = EncoderEvaluation(
      encoder, on: EvaluationParts(leavingOneOut: images, of: description),
      hooks: EvaluationHooks(progress: { part, progress in try request.progress(progress.within(part)) }))
    return try evaluation.knn(
      [model.usualFeatures], ks: [EncoderEvaluation.defaultKs[0]],
      temperatures: [EncoderEvaluation.defaultTemperatures[0]]
    ).records.last
  }
}
