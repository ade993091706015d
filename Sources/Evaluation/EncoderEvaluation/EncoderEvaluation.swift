import Datasets
import Encoders
import Formatting
import Runs
import Torch

/// The evaluations of an encoder on labelled data: each gives its result and what a run folder keeps of it.
public struct EncoderEvaluation {
  /// The encoder's features.
  public let features: EncoderFeatures
  /// The labelled data.
  public let parts: EvaluationParts
  private let hooks: EvaluationHooks
  /// Fine-tuning changes the network that was loaded, not the run folder's weights.
  private let step: Int

  /// The numbers of neighbours unless told otherwise; those that are more than there are images are left out.
  public static let defaultKs = [20, 200, 5, 1]
  /// The temperatures of votes unless told otherwise.
  public static let defaultTemperatures = [0.1, 0.07]

  public init(_ features: EncoderFeatures, on parts: EvaluationParts, hooks: EvaluationHooks = EvaluationHooks()) {
    self.features = features
    self.parts = parts
    self.hooks = hooks
    step = features.model.step ?? 0
  }

  /// The weighted vote of the nearest training images, by each kind of features, number of neighbours and temperature.
  ///
  /// - Parameters:
  ///   - kinds: The kinds of features, at least one.
  ///   - ks: The numbers of neighbours; nil for ``defaultKs``.
  ///   - temperatures: The temperatures.
  ///   - hasBaselines: Whether the first combination is compared with what it comes to without learning.
  /// - Returns: The result, and a record for each combination. The first combination comes last: whoever wants one figure
  ///   takes the newest.
  /// - Throws: ``EvaluationError`` as ``KNNClassifier`` does; what computing features throws.
  public func knn(
    _ kinds: [FeatureKind] = [.representation], ks: [Int]? = nil, temperatures: [Double] = defaultTemperatures,
    hasBaselines: Bool = true
  ) throws -> (result: KNNEvaluation, records: [EvaluationRecord]) {
    typealias Pair = (bank: ExtractedFeatures, queries: ExtractedFeatures)
    func extract(_ kind: FeatureKind, from representations: Pair? = nil) throws -> Pair {
      let bank = try features(
        of: parts.training, kind, parts.isLeaveOneOut ? "images" : "training images",
        representations: representations?.bank)
      guard !parts.isLeaveOneOut else { return (bank, bank) }
      return (bank, try features(of: parts.test, kind, "test images", representations: representations?.queries))
    }
    let first = try extract(kinds.count > 1 ? .representation : kinds.first ?? .representation)
    let result = try KNNEvaluation(
      features: kinds.map(\.rawValue),
      ks: ks ?? Self.defaultKs.filter { $0 <= first.bank.count - (parts.isLeaveOneOut ? 1 : 0) },
      temperatures: temperatures, leavesOneOut: parts.isLeaveOneOut, progress: progress("nearest neighbours")
    ) { name in
      let kind = FeatureKind(rawValue: name) ?? .representation
      return kinds.count > 1 && kind != .representation ? try extract(kind, from: first) : first
    }
    Runtime.returnFreedMemory()
    let common = settings(
      images: result.first.images, classes: result.first.classes,
      skipped: first.bank.skipped.count + (parts.isLeaveOneOut ? 0 : first.queries.skipped.count))
    var records = result.results.map {
      EvaluationRecord(
        kind: "knn", data: String(describing: parts.data.absolute), step: step, features: $0.features, top1: $0.top1,
        top5: $0.top5,
        settings: common.adding(
          RecordedSettings.words(k: $0.k, temperature: $0.temperature, trainingImages: result.bankCount)))
    }
    result.confusion.keep(in: &records[0])
    if hasBaselines {
      let (k, temperature) = (result.first.k, result.first.temperature)
      records[0].baselines = try baselines.baselines(
        of: kinds.first ?? .representation,
        protocolName: "knn \(k) \(temperature)\(parts.isLeaveOneOut ? " leave one out" : "")", seesMeans: true
      ) { found in
        let classifier = try KNNClassifier(bank: found.training)
        return try found.test.mean {
          try classifier.evaluate($0, k: k, temperature: temperature, leavesOneOut: parts.isLeaveOneOut).top1
        }
      }
    }
    return (result, records.reversed())
  }

  /// A linear classifier that is fitted to convergence on frozen features.
  ///
  /// - Parameters:
  ///   - kind: What the features are.
  ///   - probe: The classifier.
  ///   - hasBaselines: Whether the result is compared with what it comes to without learning.
  /// - Returns: The result, and what a run folder keeps of it.
  /// - Throws: ``EvaluationError`` as ``LinearProbe`` does; what computing features throws.
  public func linear(_ kind: FeatureKind, probe: LinearProbe, hasBaselines: Bool = true) throws -> (
    result: LinearResult, record: EvaluationRecord
  ) {
    let test = try features(of: parts.test, kind, "test images")
    let training = try features(of: parts.training, kind, "training images")
    let result = try probe.evaluate(training: training, test: test, progress: progress("linear classifier"))
    Runtime.returnFreedMemory()
    var record = record(of: result, kind, skipped: test.skipped.count + training.skipped.count)
    if hasBaselines { record.baselines = try linearBaselines(kind, probe) }
    return (result, record)
  }

  /// The baselines of a linear classifier, which standardizes features itself.
  private func linearBaselines(_ kind: FeatureKind, _ probe: LinearProbe) throws -> [BaselineAccuracy] {
    let name = "linear \(probe.labelFraction) \(probe.seed) \(probe.l2.map { "\($0)" } ?? "chosen")"
    return try baselines.baselines(of: kind, protocolName: name, seesMeans: false) { parts in
      try probe.evaluate(training: parts.training, test: parts.test.whole(), progress: progress("baselines")).top1
    }
  }

  /// The published linear evaluation: SGD on augmented training images.
  ///
  /// - Parameters:
  ///   - kind: What the features are.
  ///   - settings: Those of the descent.
  ///   - hasBaselines: Whether the result is compared with what classifiers that are fitted to convergence, with the same seed and
  ///     all labels, come to without learning: they are never weaker than the published descent by much.
  /// - Returns: The result, and what a run folder keeps of it.
  /// - Throws: ``EvaluationError`` as ``OfficialLinearProbe`` does; what computing features throws.
  public func officialLinear(_ kind: FeatureKind, settings: OfficialLinearSettings, hasBaselines: Bool = true) throws
    -> (
      result: LinearResult, record: EvaluationRecord
    )
  {
    let test = try features(of: parts.test, kind, "test images")
    let probe = OfficialLinearProbe(try features.extractor(kind), device: features.device, settings: settings)
    let result = try probe.evaluate(
      training: parts.training, preparation: features.model.preparation, test: test, options: features.options,
      progress: progress("linear classifier"))
    var record = record(of: result, kind, skipped: test.skipped.count)
    if hasBaselines { record.baselines = try linearBaselines(kind, LinearProbe(seed: settings.seed)) }
    return (result, record)
  }

  /// The whole network, trained on a share of the labels; the model that was loaded is changed by it.
  public func fineTune(_ settings: FineTuneSettings) throws -> (result: FineTuneResult, record: EvaluationRecord) {
    let model = features.model
    let tuner = FineTuner(model.network.backbone, device: features.device, settings: settings)
    let result = try tuner.evaluate(
      training: parts.training, test: parts.test, preparation: model.preparation, options: features.options,
      progress: progress("fine-tuning"))
    let common = self.settings(images: result.images, classes: result.classes, skipped: nil)
    var record = EvaluationRecord(
      kind: "finetune", data: String(describing: parts.data.absolute), step: step,
      features: FeatureKind.representation.rawValue, top1: result.top1, top5: result.top5,
      settings: common.adding(RecordedSettings.words(of: result)))
    result.confusion.keep(in: &record)
    return (result, record)
  }

  private var baselines: BaselineEvaluation {
    BaselineEvaluation(features: features, parts: parts, hooks: hooks)
  }

  private func features(
    of dataset: any ImageDataset, _ kind: FeatureKind, _ part: String, representations: ExtractedFeatures? = nil
  ) throws -> ExtractedFeatures {
    defer { Runtime.returnFreedMemory() }
    return try features.features(
      of: dataset, kind, representations: representations, report: { hooks.report(part, $0) }, progress: progress(part))
  }

  private func progress(_ part: String) -> (WorkProgress) throws -> Void {
    { [hooks] in try hooks.progress(part, $0) }
  }

  private func record(of result: LinearResult, _ kind: FeatureKind, skipped: Int) -> EvaluationRecord {
    let common = settings(images: result.images, classes: result.classes, skipped: skipped)
    var record = EvaluationRecord(
      kind: "linear", data: String(describing: parts.data.absolute), step: step, features: kind.rawValue,
      top1: result.top1, top5: result.top5, settings: common.adding(RecordedSettings.words(of: result)))
    result.confusion.keep(in: &record)
    return record
  }

  private func settings(images: Int, classes: Int, skipped: Int?) -> RecordedSettings {
    RecordedSettings(
      preparation: features.model.preparation, device: features.device, precision: features.precision,
      onBadImage: features.options.onBadImage, images: images, classes: classes, skipped: skipped,
      heldOut: parts.heldOut, isLeaveOneOut: parts.isLeaveOneOut, maxImages: parts.maxImages,
      unlabelled: parts.unlabelled)
  }
}
