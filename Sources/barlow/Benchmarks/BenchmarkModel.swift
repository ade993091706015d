import BarlowTwins
import NN
import Torch
import Training

/// A network with its optimizer and two fixed batches of random images.
struct BenchmarkModel {
  let batchSize: Int
  let precision: Precision
  let description: String
  private let trainingStep: TrainingStep
  private let views: [Tensor]
  private var stepsTaken = 0

  /// Prepares the steps; `base` holds what is not given.
  init(_ given: Settings, over base: Settings, channels: Int) throws {
    let settings = base.overlaid(by: given)
    func text(_ setting: Setting) -> String { settings[setting].map(String.init(describing:)) ?? "" }
    func choice<Choice: RawRepresentable<String>>(_ setting: Setting, _: Choice.Type) throws -> Choice {
      guard let choice = Choice(rawValue: text(setting)) else { throw UsageError("\(setting.flag) is missing") }
      return choice
    }
    func integer(_ setting: Setting) throws -> Int {
      guard let number = Int(text(setting)) else { throw UsageError("\(setting.flag) is missing") }
      return number
    }
    let device = try Device(parsing: text(.device)).requireAvailable()
    if settings[.threads] != nil { try Runtime.setThreadCount(integer(.threads)) }
    guard case .widths(let widths) = settings[.projector] else { throw UsageError("--projector is missing") }
    batchSize = try integer(.batchSize)
    precision = Precision(rawValue: text(.precision)) ?? Precision.automatic(on: device)
    let variant = try choice(.backbone, ResNetVariant.self)
    let stem = try choice(.stem, ResNetStem.self)
    let configuration = ResNetConfiguration(
      variant: variant, width: try integer(.width), stem: stem, inputChannels: channels)
    let seed = UInt64(try integer(.seed))
    let size = try integer(.imageSize)
    try KernelLimits(precision: precision, device: device).check(
      batchSize: batchSize, stem: stem, sides: [(size, .imageSize)])
    let objective = try ObjectiveResolution(
      given: given, recipe: base, dimension: widths[widths.count - 1], imageSize: size
    ).objective
    let towers = try choice(.towers, TwinNetworks.Sharing.self)
    try objective.name.check(towers)
    let network = try TwinNetworks(
      configuration, projector: widths, sharing: towers, hasPredictor: objective.needsPredictor,
      from: ParameterSource(seed: seed, device: device))
    let optimizer = try choice(.optimizer, OptimizerName.self).make(
      ParameterGroup.split(network.namedParameters()), weightDecay: 1e-6)
    trainingStep = TrainingStep(
      network: network, optimizer: optimizer,
      objective: objective.make(seed: seed), precision: precision, device: device)
    let shape = [batchSize, channels, size, size]
    views = try (0..<2).map {
      try Tensor.normal(shape, seed: seed &+ 100 &+ UInt64($0)).contiguous(.channelsLast).to(device)
    }
    description =
      "train \(variant.rawValue) width \(configuration.width) \(stem.rawValue) \(size)×\(size) batch \(batchSize) "
      + "projector \(text(.projector)) \(precision.rawValue)"
  }

  /// Takes one step and returns its loss.
  mutating func step() throws -> Double {
    defer { stepsTaken += 1 }
    return try trainingStep(views, rates: LearningRates(weights: 0.1, biases: 0.0024), step: stepsTaken).loss
  }
}
