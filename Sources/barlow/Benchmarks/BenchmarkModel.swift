import BarlowTwins
import Datasets
import Distributed
import NN
import Runs
import Settings
import Torch
import Training

/// A network with its optimizer and two fixed batches of random images.
struct BenchmarkModel {
  let configuration: TrainingConfiguration
  /// The multiply-adds of the network's products in one step, forward and backward.
  let multiplyAdds: Int
  private let trainingStep: TrainingStep
  private let views: [Tensor]
  private var stepsTaken = 0

  /// What is not given: ResNet-18 as for CIFAR-10, with the published optimizer.
  private static let defaults = ["recipe": "cifar", "batchSize": "128", "optimizer": "lars"]

  /// Prepares the steps of a training with the given settings, on images of `channels` channels.
  ///
  /// Processes of a group share each batch; all must be given the same.
  init(_ given: SettingLayer, channels: Int, in group: ProcessGroup = .alone) throws {
    let base = try SettingLayer(Self.defaults)
    let facts = DataFacts(description: .folder("random images"), count: .max, channels: channels)
    configuration = try TrainingConfiguration(layers: [base, given], suggesting: "cifar").resolved(
      for: facts, on: MachineFacts.here.shared(in: group)
    ).configuration
    let part = BatchPart(of: configuration.batchSize, in: group)
    let own = part.rows(of: configuration.batchSize)
    try group.requireShares(of: configuration)
    if given["threads"] != nil || !group.isAlone { try Runtime.setThreadCount(configuration.threads) }
    let (objective, device) = (configuration.objective, configuration.device)
    let network = try TwinNetworks(
      configuration.backbone, projector: configuration.projector, sharing: configuration.twins,
      hasPredictor: type(of: objective).needsPredictor,
      from: ParameterSource(seed: configuration.seed, device: device))
    let optimizer = configuration.optimizer.make(
      ParameterGroup.split(network), weightDecay: configuration.weightDecay)
    trainingStep = try TrainingStep(
      network, objective: objective, optimizer: optimizer, precision: configuration.precision, device: device,
      threads: configuration.threads, seed: configuration.seed, part: part,
      compression: configuration.compress.dtype, saving: configuration.memorySaving)
    let size = configuration.views.imageSize
    let shape = [own.count, channels, size, size]
    let views = try (0..<2).map { [seed = configuration.seed] in
      try Tensor.normal(shape, seed: seed &+ 100 &+ UInt64($0)).contiguous(.channelsLast).to(device)
    }
    self.views = views
    // A few images through the network on this thread tell what all cost.
    let few = min(own.count, 2)
    let count = try countingMultiplyAdds { [precision = configuration.precision] in
      let pass = NetworkPass(network, precision: precision, device: device, mode: .unrecorded)
      let images = try views.map { try $0.narrow(start: 0, length: few) }
      _ = try objective.forward(images, through: pass, draw: StepDraw(seed: 0, step: 0))
    }
    multiplyAdds = count / few * configuration.batchSize
  }

  var description: String {
    let size = configuration.views.imageSize
    let widths = configuration.projector.map(String.init).joined(separator: "-")
    return "train \(configuration.backbone.summary) \(size)×\(size) batch \(configuration.batchSize) "
      + "projector \(widths) \(configuration.precision.rawValue)"
  }

  /// Takes one step and returns its loss.
  mutating func step() throws -> Double {
    defer { stepsTaken += 1 }
    return try trainingStep(views, rates: LearningRates(weights: 0.1, biases: 0.0024), step: stepsTaken).loss
  }
}
