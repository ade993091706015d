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
  /// The features of both parts of the data.
  typealias Parts = (training: ExtractedFeatures, test: ExtractedFeatures)

  /// The encoder whose features are measured.
  let features: EncoderFeatures
  /// The images.
  let parts: EvaluationParts
  /// What is told of the work.
  let hooks: EvaluationHooks

  /// The largest side of images whose pixels are compared; more pixels cost time and tell less.
  private static let mostPixels = 32
  /// The most training images that baselines learn from: raw pixels of more take gigabytes.
  private static let mostTrainingImages = 50_000
  /// How many features are changed at once: 16 MB of them.
  private static let elementsPerBlock = 1 << 22
  /// Is counted up when the same conditions begin to give other accuracies.
  private static let version = "4"

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
    let training: any ImageDataset =
      parts.training.count > Self.mostTrainingImages
      ? try Subset.sample(parts.training, count: Self.mostTrainingImages, seed: 0) : parts.training
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
  /// The pixels of many images take hundreds of megabytes, so each baseline changes those of the last where they are.
  private func ofPixels(
    _ training: any ImageDataset, isWhitened: Bool, seesMeans: Bool, _ accuracy: (Parts) throws -> Double
  ) throws -> [BaselineAccuracy] {
    let pixels = try self.pixels(training)
    let majority = try MajorityClass.accuracy(training: pixels.training.labels, test: pixels.test.labels)
    var found = [BaselineAccuracy(.majorityClass, top1: majority)]
    func add(_ baseline: BaselineAccuracy.Kind) throws {
      found.append(BaselineAccuracy(baseline, top1: try accuracy(pixels)))
      Runtime.returnFreedMemory()
    }
    try add(.pixels)
    if seesMeans {
      let mean = try pixels.training.features.mean([0])
      try change(pixels) { try $0 - mean }
      try add(.centredPixels)
    }
    if isWhitened {
      let whitening = try Whitening(fitting: pixels.training.features)
      try change(pixels) { try whitening($0) }
      try add(.whitenedPixels)
    }
    return found
  }

  /// Puts other features into the place of both parts', block by block.
  private func change(_ features: Parts, _ change: (Tensor) throws -> Tensor) throws {
    // Where each image is measured by all others, both parts are one.
    for part in parts.isLeaveOneOut ? [features.training] : [features.training, features.test] {
      let step = max(1, Self.elementsPerBlock / part.dimension)
      for start in stride(from: 0, to: part.count, by: step) {
        let block = try part.features.narrow(start: start, length: min(step, part.count - start))
        try withoutGradients { try block.copy(from: change(block)) }
      }
    }
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

  private func pixels(_ training: any ImageDataset) throws -> Parts {
    let facts = DataFacts(of: training, description: parts.data)
    let (side, channels) = (min(facts.side ?? Self.mostPixels, Self.mostPixels), training.channels)
    // From 0 to 1 as they are: centring them is a baseline of its own.
    let settings = EvaluationSettings(
      imageSize: side, resizeTo: side, normalization: .none(channels: channels), channels: channels,
      valueRange: features.model.record.views.valueRange)
    return try both(training) { dataset in
      try EmbeddingExtractor.pixels.features(
        of: dataset, preparation: settings, batchSize: features.batchSize, options: options,
        progress: progress("raw pixels"))
    }
  }

  private func both(
    _ training: any ImageDataset, _ features: (any ImageDataset) throws -> ExtractedFeatures
  ) throws -> Parts {
    let found = try features(training)
    return (found, parts.isLeaveOneOut ? found : try features(parts.test))
  }

  private func untrained(_ encoder: UntrainedEncoder, _ training: any ImageDataset, _ kind: FeatureKind) throws -> Parts
  {
    let extractor = EncoderFeatures(
      encoder.model, precision: features.precision, device: features.device, batchSize: features.batchSize,
      options: options)
    let found = try both(training) { dataset in
      try extractor.features(
        of: dataset, kind == .embedding ? .embedding : .representation, progress: progress("the network untrained"))
    }
    return kind == .whitened ? try Self.whitened(found) : found
  }

  private static func whitened(_ parts: Parts) throws -> Parts {
    let whitening = try Whitening(fitting: parts.training.features)
    return try map(parts) { try whitening($0) }
  }

  private static func map(_ parts: Parts, _ change: (Tensor) throws -> Tensor) throws -> Parts {
    (
      try parts.training.replacing(change(parts.training.features)),
      try parts.test.replacing(change(parts.test.features))
    )
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
