import Augmentation
import Datasets
import Distributed
import Foundation
import Images
import NN
import Runs
import Torch

/// The processes that compute the features for the work of one: rank 0 does the work, and asks the others for their turns of every pass over
/// images that all of them know.
///
/// What rank 0 comes to is what one process comes to; passes over other images it makes alone.
public final class FeaturePartners {
  /// What is computed of images.
  package enum Source {
    /// The encoder's representations.
    case encoder
    /// Those of its backbone as it was before training, with these weights.
    case untrained(any Module)
    /// The images themselves.
    case pixels(PixelPreparation)
  }

  /// How images are prepared whose pixels are compared: from 0 to 1 as they are, since centring them is a baseline of its own.
  package struct PixelPreparation: Codable {
    let side: Int
    let channels: Int
    let valueRange: ValueRange

    package init(side: Int, channels: Int, valueRange: ValueRange) {
      (self.side, self.channels, self.valueRange) = (side, channels, valueRange)
    }

    package var settings: EvaluationSettings {
      EvaluationSettings(
        imageSize: side, resizeTo: side, normalization: .none(channels: channels), channels: channels,
        valueRange: valueRange)
    }
  }

  /// What rank 0 asks for.
  private struct Request: Codable {
    /// Which of the known data sets.
    let dataset: Int
    /// The image to begin with.
    let start: Int
    let batchSize: Int
    /// Whether weights follow.
    var isUntrained = false
    /// Nil where a network computes.
    var pixels: PixelPreparation?
  }

  private let group: ProcessGroup
  private let features: EncoderFeatures
  private let datasets: [any ImageDataset]
  private let identities: [DataIdentity]
  private let shouldStop: () -> Bool

  /// Meets the others, all of which were given the same.
  ///
  /// - Parameters:
  ///   - group: The processes.
  ///   - features: The encoder.
  ///   - datasets: The images that passes are made over, in the same order everywhere.
  ///   - program: The version of the program.
  ///   - shouldStop: Whether this process was asked to stop; not asked in rank 0.
  /// - Throws: `ProcessGroupError` that names a process with other images, another model or other versions.
  public init(
    _ group: ProcessGroup, _ features: EncoderFeatures, datasets: [any ImageDataset], program: String?,
    shouldStop: @escaping () -> Bool
  ) throws {
    self.group = group
    self.features = features
    self.datasets = datasets
    self.shouldStop = shouldStop
    identities = try group.isAlone ? [] : datasets.map { try DataIdentity(of: $0) }
    guard !group.isAlone else { return }
    var facts = [
      "the model": "\(try features.model.fingerprint(of: .representation).prefix(12))",
      "--precision": features.precision.rawValue, "--on-bad-image": features.options.onBadImage.rawValue,
      "libtorch": Runtime.libraryVersion, "barlow": program ?? "no version",
    ]
    for (number, identity) in identities.enumerated() {
      facts[number == 0 ? "the data" : "part \(number + 1) of the data"] = identity.summary
    }
    try group.requireSame(facts, remedy: "start all processes with the same model, data and versions")
  }

  /// Does the work of rank 0, and lets the others go afterwards, whatever becomes of it.
  public func lead<Result>(_ work: () throws -> Result) throws -> Result {
    let result: Result
    do {
      result = try work()
    } catch let error as ProcessGroupError {
      // Somebody is gone, and nobody can be let go.
      throw error
    } catch {
      // What went wrong counts more than what may go wrong now.
      try? letGo()
      try? group.leave()
      throw error
    }
    try letGo()
    return result
  }

  /// Tells the others that there is nothing more to compute.
  private func letGo() throws { _ = try group.broadcast(Data()) }

  /// Takes the turns that rank 0 asks for, until it lets this process go.
  public func serve() throws {
    while true {
      // Rank 0 has nothing more to say.
      let words = try group.broadcast(Data())
      guard !words.isEmpty else { return }
      let request = try JSONDecoder().decode(Request.self, from: words)
      var options = features.options
      options.report = { _ in }
      let dataset = datasets[request.dataset].from(request.start)
      do {
        try extractor(request).forEachBatch(
          of: dataset, preparation: request.pixels?.settings ?? features.model.preparation,
          batchSize: request.batchSize, options: options, in: group, shouldStop: shouldStop
        ) { _, _ in }
      } catch is SharedRounds.Ended {
        continue
      }
    }
  }

  /// What computes here what rank 0 computes.
  private func extractor(_ request: Request) throws -> EmbeddingExtractor {
    if request.pixels != nil { return .pixels }
    guard request.isUntrained else { return try features.extractor(.representation) }
    let backbone = try EncoderModel(untrained: features.model.record, device: features.device).network.backbone
    try group.broadcast(backbone.namedState().map(\.tensor))
    return EmbeddingExtractor(backbone, autocast: features.precision.autocast, device: features.device)
  }

  /// Makes a pass over images with the others, in rank 0; alone where they do not know the images.
  ///
  /// - Parameters:
  ///   - dataset: The images.
  ///   - start: The image to begin with; indices count from it.
  ///   - source: What `extractor` computes.
  ///   - extractor: What computes it.
  ///   - batchSize: The largest number of images at a time.
  ///   - options: How to load, and what to do about bad images.
  ///   - body: Given the features and the images that they are of; what it throws stops the work.
  /// - Throws: What the loaders and `body` throw; `DatasetError` of kind `stopped` where another process was asked to stop.
  package func forEachBatch(
    of dataset: any ImageDataset, from start: Int = 0, _ source: Source, _ extractor: EmbeddingExtractor,
    batchSize: Int, options: LoaderOptions, _ body: (_ rows: Tensor, _ images: EmbeddedImages) throws -> Void
  ) throws {
    var preparation = features.model.preparation
    if case .pixels(let pixels) = source { preparation = pixels.settings }
    let rest = dataset.from(start)
    let identity = try group.isAlone ? nil : DataIdentity(of: dataset)
    guard let identity, let number = identities.firstIndex(of: identity) else {
      return try extractor.forEachBatch(
        of: rest, preparation: preparation, batchSize: batchSize, options: options, body)
    }
    var request = Request(dataset: number, start: start, batchSize: batchSize)
    switch source {
    case .encoder: break
    case .untrained: request.isUntrained = true
    case .pixels(let pixels): request.pixels = pixels
    }
    _ = try group.broadcast(JSONEncoder().encode(request))
    if case .untrained(let backbone) = source { try group.broadcast(backbone.namedState().map(\.tensor)) }
    do {
      try extractor.forEachBatch(
        of: rest, preparation: preparation, batchSize: batchSize, options: options, in: group, body)
    } catch let error as SharedRounds.Stopped {
      throw DatasetError(.stopped, error.description)
    }
  }
}

extension ImageDataset {
  /// The images from one on.
  func from(_ start: Int) -> any ImageDataset {
    start == 0 ? self : Subset(self, indices: Array(start..<count))
  }
}
