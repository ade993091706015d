import Augmentation
import BarlowTwins
import Datasets
import Foundation
import NN
import Settings
import Torch

extension TrainingConfiguration: Codable {
  private enum Key: String, CodingKey {
    case data, recipe, from, partial, backbone, channels, projector, objective, twins
    case batchSize, accumulate, recompute, progressiveSize, progressiveShare, epochs, minutes, optimizer, learningRate,
      biasLearningRate,
      weightDecay, warmupEpochs
    case precision, device, workers, threads, compress, seed, maxImages, checkpointEvery, monitor, monitorEvery,
      keepBest,
      usualFeatures, onBadImage
  }

  /// Decodes a whole configuration; what ``resolved(for:on:)`` would choose may be missing.
  ///
  /// Every key that is there counts as chosen.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    func value<Value: Decodable>(_ key: Key) throws -> Value { try values.decode(Value.self, forKey: key) }
    func optional<Value: Decodable>(_ key: Key) throws -> Value? { try values.decodeIfPresent(Value.self, forKey: key) }
    func entry<Entry>(_ key: Key, _ registry: Registry<Entry>) throws -> Entry {
      guard let entry = registry[try value(key)] else {
        throw DecodingError.dataCorruptedError(forKey: key, in: values, debugDescription: "is not registered")
      }
      return entry
    }
    data = try optional(.data) ?? ""
    recipe = try optional(.recipe) ?? ""
    from = try optional(.from)
    partial = try optional(.partial) ?? false
    backbone = try entry(.backbone, .backbones).init(from: decoder)
    projector = try value(.projector)
    twins = try value(.twins)
    batchSize = try value(.batchSize)
    accumulate = try optional(.accumulate) ?? 1
    recompute = try optional(.recompute) ?? false
    progressiveSize = try optional(.progressiveSize)
    progressiveShare = try optional(.progressiveShare) ?? Self.defaultProgressiveShare
    length = try optional(.minutes).map { .minutes($0) } ?? .epochs(value(.epochs))
    optimizer = try value(.optimizer)
    baseLearningRates = LearningRates(weights: try value(.learningRate), biases: try value(.biasLearningRate))
    weightDecay = try value(.weightDecay)
    warmupEpochs = try value(.warmupEpochs)
    do {
      device = try Device(parsing: value(.device))
    } catch let error as DeviceNameError {
      throw ConfigurationError("\(setting: "device"): \(error)")
    }
    precision = Precision(rawValue: try optional(.precision) ?? "auto") ?? .fp32
    workers = try optional(.workers) ?? 1
    threads = try optional(.threads) ?? 1
    compress = try optional(.compress) ?? .off
    seed = try value(.seed)
    maxImages = try optional(.maxImages)
    checkpointEvery = try optional(.checkpointEvery)
    monitor = try optional(.monitor) ?? .diagnosis
    monitorEvery = try optional(.monitorEvery)
    keepBest = try optional(.keepBest) ?? false
    usualFeatures = try optional(.usualFeatures) ?? .representation
    onBadImage = try value(.onBadImage)

    views = try ViewSettings(from: decoder).recipe
    let kind = try entry(.objective, .objectives)
    let object = try JSONValue(from: decoder).members
    let numbers = kind.numbers(object.compactMapValues(\.double), in: ObjectiveParameter.Context(views, projector))
    objective = try kind.init(numbers)
    fixed = Set(object.keys)
    if object["precision"] == .text("auto") { fixed.remove("precision") }
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(data, forKey: .data)
    try values.encode(recipe, forKey: .recipe)
    try values.encodeIfPresent(from, forKey: .from)
    if partial { try values.encode(partial, forKey: .partial) }
    try values.encode(backbone.name, forKey: .backbone)
    try backbone.encode(to: encoder)
    try values.encode(projector, forKey: .projector)
    try values.encode(objective.name, forKey: .objective)
    try objective.encode(to: encoder)
    try values.encode(twins, forKey: .twins)
    try ViewSettings(views).encode(to: encoder)
    try values.encode(batchSize, forKey: .batchSize)
    if accumulate != 1 { try values.encode(accumulate, forKey: .accumulate) }
    if recompute { try values.encode(recompute, forKey: .recompute) }
    if let progressiveSize {
      try values.encode(progressiveSize, forKey: .progressiveSize)
      try values.encode(progressiveShare, forKey: .progressiveShare)
    }
    switch length {
    case .epochs(let epochs): try values.encode(epochs, forKey: .epochs)
    case .minutes(let minutes): try values.encode(minutes, forKey: .minutes)
    }
    try values.encode(optimizer, forKey: .optimizer)
    try values.encode(baseLearningRates.weights, forKey: .learningRate)
    try values.encode(baseLearningRates.biases, forKey: .biasLearningRate)
    try values.encode(weightDecay, forKey: .weightDecay)
    try values.encode(warmupEpochs, forKey: .warmupEpochs)
    try values.encode(precision, forKey: .precision)
    try values.encode(device.description, forKey: .device)
    try values.encode(workers, forKey: .workers)
    try values.encode(threads, forKey: .threads)
    if compress != .off { try values.encode(compress, forKey: .compress) }
    try values.encode(seed, forKey: .seed)
    try values.encodeIfPresent(maxImages, forKey: .maxImages)
    try values.encodeIfPresent(checkpointEvery, forKey: .checkpointEvery)
    try values.encode(monitor, forKey: .monitor)
    try values.encodeIfPresent(monitorEvery, forKey: .monitorEvery)
    if keepBest { try values.encode(keepBest, forKey: .keepBest) }
    try values.encode(usualFeatures, forKey: .usualFeatures)
    try values.encode(onBadImage, forKey: .onBadImage)
  }

  /// The settings by key, as a file holds them.
  public var settings: [String: JSONValue] {
    // What was decoded from JSON can be encoded as JSON.
    get throws { try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(self)).members }
  }
}

extension TrainingConfiguration: Equatable {
  /// Whether both train the same; who chose the values does not matter.
  public static func == (a: TrainingConfiguration, b: TrainingConfiguration) -> Bool {
    (try? a.settings) == (try? b.settings)
  }
}

extension JSONValue {
  /// The members of an object; none of anything else.
  var members: [String: JSONValue] { if case .object(let members) = self { members } else { [:] } }
}
