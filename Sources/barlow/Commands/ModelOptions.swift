import Datasets
import Distributed
import Encoders
import Evaluation
import Foundation
import Images
import NN
import Runs
import Torch
import Weights

/// The flags that commands on a trained model share, and what follows from them.
struct ModelOptions {
  static let model = Option(
    flag: "--model", placeholder: "RUN|FILE|NAME",
    help:
      "The run folder of the model, a file of weights from anywhere, or the name of weights that PyTorch or Hugging Face have downloaded."
  )
  static let partial = Option(
    flag: "--partial", placeholder: nil,
    help: "Use a file of weights that lacks some of the network or has more; what it lacks stays as initialized.")
  static let features = Option(
    flag: "--features", placeholder: "representation|whitened|embedding",
    help: "The backbone's output, the same whitened, or the projector's; what the run names by default.")
  static let device = Option(
    flag: "--device", placeholder: "cpu|cuda|cuda:N", help: "Where to compute; cpu by default.")
  static let precision = Option(
    flag: "--precision", placeholder: "fp32|bf16", help: "Of products and convolutions; fp32 by default.")
  static let workers = Option(
    flag: "--workers", placeholder: "N",
    help: "Threads that prepare images; by default one for each processor but the first.")
  static let batchSize = Option(
    flag: "--batch-size", placeholder: "N", help: "Images at a time when features are computed; 256 by default.")
  static let onBadImage = Option(
    flag: "--on-bad-image", placeholder: "skip|fail",
    help: "What to do with an image that cannot be read; fail by default.")
  static let heldOut = Option(
    flag: "--held-out", placeholder: "FRACTION",
    help: "Of data without a test part, the share held out as one; 0.1 by default.")
  static let leaveOneOut = Option(
    flag: "--leave-one-out", placeholder: nil,
    help: "Of data without a test part, ask each image about all others: of a few thousand images by far the surest.")
  static let maxImages = Option(
    flag: "--max-images", placeholder: "N", help: "Use a random subset of this many images of each part.")
  static let noCache = Option(
    flag: "--no-cache", placeholder: nil, help: "Compute features anew, and keep none in the run folder.")
  /// What every command on a model takes.
  static let common = [model, partial, device, precision, workers, batchSize, onBadImage, maxImages]
  static let all = [model, partial, features] + common.dropFirst(2) + [noCache]

  /// The run folder or file of the model.
  let path: String
  /// The folder of the run that made the model; nil for a file of weights.
  let run: RunFolder?
  /// What the features of an image are.
  let kind: FeatureKind
  /// The features by the model.
  var features: EncoderFeatures
  /// The largest number of images of each part; nil for all.
  let maxImages: Int?

  /// Reads the flags.
  ///
  /// `kind` is that of a command that does not take it as one word, `usual` what one takes where the flag is not given and the run's usual
  /// features do not suit it, `spare` of a model that does not have these. `given` is a model that no flag names. The processes of `group`
  /// that are on this machine share its processors.
  init(
    _ arguments: Arguments, kind: FeatureKind? = nil, unlessNamed usual: FeatureKind? = nil,
    orElse spare: FeatureKind? = nil, of given: (path: String, model: EncoderModel)? = nil,
    in group: ProcessGroup = .alone
  ) throws {
    try Runtime.requireMatchingVersion()
    Runtime.keepFreedMemory()
    // libtorch counts processors, not the share of their time that a control group has.
    let processors = max(1, AvailableProcessors.count / group.localSize)
    if Runtime.threadCount > processors { try Runtime.setThreadCount(processors) }
    let device = try group.device(Device(parsing: arguments.value(Self.device) ?? "cpu"))
    let named = try kind ?? arguments.choice(Self.features, FeatureKind.self)
    let precision = try arguments.choice(Self.precision, Precision.self) ?? .fp32
    let batchSize = try arguments.integer(Self.batchSize, in: 1...65_536) ?? 256
    maxImages = try arguments.integer(Self.maxImages, in: 1...Int.max)
    let loaderOptions = try Self.loading(arguments, processors: processors)
    path = try given?.path ?? DownloadedWeights().path(of: arguments.required(Self.model))
    let model = try given?.model ?? Self.open(path, arguments, device: device)
    run = model.run
    let preferred = usual ?? model.usualFeatures
    self.kind = named ?? (model.has(preferred) ? preferred : spare ?? preferred)
    try model.requireFeatures(self.kind)
    features = EncoderFeatures(
      model, precision: precision, device: device, batchSize: batchSize,
      options: loaderOptions,
      cache: arguments.has(Self.noCache) ? nil : run.map { FeatureCache(folder: $0.featuresFolder) })
  }

  /// How images are loaded, and what is done about those that cannot be read.
  static func loading(_ arguments: Arguments, processors: Int = AvailableProcessors.count) throws -> LoaderOptions {
    LoaderOptions(
      workers: try arguments.integer(Self.workers, in: 0...1024) ?? max(1, processors - 1),
      onBadImage: try arguments.choice(Self.onBadImage, OnBadImage.self) ?? .fail
    ) { Terminal.error("skipped: \($0)") }
  }

  /// Loads the model at a path, and says what was recognized in a file of weights and how images are prepared for it.
  static func open(_ path: String, _ arguments: Arguments, device: Device = .cpu) throws -> EncoderModel {
    let isPartial = arguments.has(partial)
    if isPartial, RunFolder(path).holdsRun {
      throw UsageError("\(partial.flag) is for files of weights, and \(path) is a run folder; leave it out")
    }
    let model = try EncoderModel(contentsOf: path, isPartial: isPartial, device: device)
    guard let summary = model.summary else { return model }
    let (size, normalization) = (model.imageSize, model.normalization)
    Terminal.error("\(path): \(summary)")
    Terminal.error(
      "images: \(size)×\(size) pixels from the centre of images resized to \(model.resizeTo) (\(model.interpolation.rawValue)), "
        + "mean \(normalization.mean), deviation \(normalization.std)")
    return model
  }

  /// The parts of labelled data that an evaluation needs; only some take ``leaveOneOut``.
  func evaluationData(_ data: DatasetDescription, _ arguments: Arguments) throws -> EvaluationData {
    let fraction = try arguments.number(Self.heldOut, above: 0)
    let leavesOneOut = arguments.has(Self.leaveOneOut)
    let opened = try DataOptions.open(data, arguments)
    if fraction != nil || leavesOneOut, opened.hasTestPart {
      throw UsageError(
        "\(data) has a test part; leave out \(leavesOneOut ? Self.leaveOneOut.flag : Self.heldOut.flag)")
    }
    if fraction != nil, leavesOneOut {
      throw UsageError("\(Self.heldOut.flag) has no effect with \(Self.leaveOneOut.flag); leave one out")
    }
    let parts = try EvaluationParts(opened, heldOut: fraction, leaveOneOut: leavesOneOut, maxImages: maxImages)
    let unseen = try parts.requireLabels()
    var notes = [parts.unlabelled.text(areOne: leavesOneOut)].compactMap { $0 }
    if unseen > 0 {
      notes.append(
        "\(unseen) of the \(parts.test.count) test images are of classes that no "
          + "\(leavesOneOut ? "other" : "training") image has, and can never be right")
    }
    for note in notes { Terminal.error("note: \(note)") }
    return EvaluationData(parts: parts, unseenTestImages: unseen, notes: notes + (try tellNotes(of: parts.training)))
  }

  /// How values of more than 8 bits become 8, as when the model was trained.
  var valueRange: ValueRange { features.model.record.views.valueRange }

  /// Says on standard error what is to be known of the images of a data set, and returns it, a line each.
  func tellNotes(of dataset: any ImageDataset) throws -> [String] {
    let notes = try ImageSurvey(of: dataset).notes(for: valueRange)
    for note in notes { Terminal.error("note: \(note)") }
    return notes
  }

  /// The features of all images of a data set, with progress on standard error.
  func extract(_ dataset: any ImageDataset, _ what: String) throws -> ExtractedFeatures {
    let hooks = EvaluationHooks.terminal
    return try features.features(
      of: dataset, kind, report: { hooks.report(what, $0) }, progress: { try hooks.progress(what, $0) })
  }
}
