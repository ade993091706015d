import Augmentation
import Datasets
import Encoders
import Files
import Formatting
import Runs
import Torch

/// What an evaluation comes to without learning: by the largest class, by raw pixels, and by the network before training.
///
/// Computed once for the same images, network and protocol, and kept in the run folder beside the features.
struct BaselineEvaluation {
  /// The features of both parts of the data; those of the test part need not be in memory at once.
  typealias Parts = (training: ExtractedFeatures, test: BlockwiseFeatures)

  /// The encoder whose features are measured.
  let features: EncoderFeatures
  /// The images.
  let parts: EvaluationParts
  /// What is told of the work.
  let hooks: EvaluationHooks

  /// The largest side of images whose pixels are compared; more pixels cost time and tell less.
  private static let mostPixels = 32
  /// Is counted up when the same conditions begin to give other accuracies.
  private static let version = "5"

  /// The baselines of a protocol.
  ///
  /// - Parameters:
  ///   - kind: What the features are that the protocol is applied to.
  ///   - protocolName: Everything that decides what `accuracy` computes, in words.
  ///   - seesMeans: Whether the protocol's result changes when features are centred.
  ///   - accuracy: The protocol: the share of test images that it tells right.
  /// - Returns: An accuracy for each baseline that the protocol has.
  /// - Throws: What loading the images and `accuracy` throw.
  func baselines(
    of kind: FeatureKind, protocolName: String, seesMeans: Bool, accuracy: (Parts) throws -> Double
  ) throws -> [BaselineAccuracy] {
    let training = try parts.baselineTraining
    let untrained = try UntrainedEncoder(of: features.model, device: features.device)
    let key = try key(of: untrained, training, kind, protocolName)
    let cache = features.cache.map { BaselineCache(folder: $0.folder) }
    if let key, let known = cache?.baselines(for: key) { return known }

    var found = try ofPixels(training, isWhitened: kind == .whitened, seesMeans: seesMeans, accuracy)
    // Before the features of the network are made: those of the pixels are no longer in use.
    Runtime.returnFreedMemory()
    try untrained.calibrate(on: training, options: options, progress: progress("the network untrained"))
    found.append(BaselineAccuracy(.untrainedNetwork, top1: try accuracy(self.untrained(untrained, training, kind))))
    Runtime.returnFreedMemory()

    if let key, let cache {
      do {
        try cache.keep(found, for: key)
      } catch let error as FileError {
        hooks.report("baselines", .note("baselines are not kept: \(error)"))
      }
    }
    return found
  }

  /// The baselines that look at pixels, or at nothing.
  ///
  /// The pixels of many images take hundreds of megabytes as numbers, so they are kept as bytes, and what a baseline makes of them is
  /// there for that baseline alone.
  private func ofPixels(
    _ training: any ImageDataset, isWhitened: Bool, seesMeans: Bool, _ accuracy: (Parts) throws -> Double
  ) throws -> [BaselineAccuracy] {
    let pixels = try self.pixels(training)
    let test = try parts.isLeaveOneOut ? nil : self.pixels(parts.test)
    let majority = try MajorityClass.accuracy(training: pixels.labels, test: (test ?? pixels).labels)
    var found = [BaselineAccuracy(.majorityClass, top1: majority)]
    func add(_ baseline: BaselineAccuracy.Kind, _ change: @escaping (Tensor) throws -> Tensor) throws {
      let learned = try pixels.features(nil, change)
      let asked = test.map { test in
        BlockwiseFeatures(count: test.count, dimension: test.dimension) { try test.features($0, change) }
      }
      found.append(
        BaselineAccuracy(baseline, top1: try accuracy((learned, asked ?? BlockwiseFeatures(learned)))))
      Runtime.returnFreedMemory()
    }
    try add(.pixels) { $0 }
    if seesMeans {
      let mean = try pixels.mean()
      try add(.centredPixels) { try $0 - mean }
    }
    if isWhitened {
      let whitening = try pixels.whitening()
      Runtime.returnFreedMemory()
      try add(.whitenedPixels) { try whitening($0) }
    }
    return found
  }

  /// The digest of everything that the baselines depend on; nil if nobody can tell whether the images have changed.
  private func key(
    of untrained: UntrainedEncoder, _ training: any ImageDataset, _ kind: FeatureKind, _ protocolName: String
  ) throws -> String? {
    let model = untrained.model
    let conditions = try FeatureConditions(
      backbone: model.network.backbone, projector: model.network.projector, preparation: model.preparation,
      precision: features.precision, device: features.device)
    guard let first = try? conditions.key(for: training), let second = try? conditions.key(for: parts.test) else {
      return nil
    }
    var hash = SHA256()
    for field in [Self.version, first.digest, second.digest, kind.rawValue, protocolName] { hash.update(field: field) }
    return hash.hexadecimal
  }

  private func pixels(_ dataset: any ImageDataset) throws -> PixelTable {
    // Both parts alike, by what the training part is.
    let facts = DataFacts(of: parts.training, description: parts.data)
    let (side, channels) = (min(facts.side ?? Self.mostPixels, Self.mostPixels), parts.training.channels)
    return try PixelTable(
      of: dataset, side: side, channels: channels, valueRange: features.model.record.views.valueRange,
      batchSize: features.batchSize, options: options, partners: features.partners,
      progress: progress("raw pixels"))
  }

  private func untrained(_ encoder: UntrainedEncoder, _ training: any ImageDataset, _ kind: FeatureKind) throws -> Parts
  {
    var extractor = EncoderFeatures(
      encoder.model, precision: features.precision, device: features.device, batchSize: features.batchSize,
      options: options)
    extractor.partners = features.partners
    extractor.source = .untrained(encoder.model.network.backbone)
    func extract(_ dataset: any ImageDataset) throws -> ExtractedFeatures {
      try extractor.features(
        of: dataset, kind == .embedding ? .embedding : .representation, progress: progress("the network untrained"))
    }
    let learned = try extract(training)
    let asked = try parts.isLeaveOneOut ? learned : extract(parts.test)
    guard kind == .whitened else { return (learned, BlockwiseFeatures(asked)) }
    let whitening = try Whitening(fitting: learned.features)
    let whitened = try learned.replacing(whitening(learned.features))
    guard !parts.isLeaveOneOut else { return (whitened, BlockwiseFeatures(whitened)) }
    return (whitened, BlockwiseFeatures(try asked.replacing(whitening(asked.features))))
  }

  /// Images that are skipped were named when the encoder's own features were computed.
  private var options: LoaderOptions {
    var options = features.options
    options.report = { _ in }
    return options
  }

  private func progress(_ part: String) -> (WorkProgress) throws -> Void {
    { [hooks] in try hooks.progress(part, $0) }
  }
}
