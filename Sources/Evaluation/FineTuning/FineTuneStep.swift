import NN
import Torch

/// One step of fine-tuning: the whole network in training mode, cross-entropy, SGD with a rate for each of its two parts.
struct FineTuneStep {
  private let network: FineTuneNetwork
  private let settings: FineTuneSettings
  private let device: Device
  private let backbone: SGD
  private let head: SGD

  init(_ network: FineTuneNetwork, settings: FineTuneSettings, device: Device) {
    self.network = network
    self.settings = settings
    self.device = device
    // One group each, of the kind that is decayed: the published code decays biases and normalizations too.
    func optimizer(_ module: any Module) -> SGD {
      SGD(
        [ParameterGroup(kind: .weights, parameters: module.namedParameters())], weightDecay: settings.weightDecay,
        momentum: settings.momentum, nesterov: false)
    }
    backbone = optimizer(network.backbone)
    head = optimizer(network.head)
  }

  /// Takes the step on images `[N, C, H, W]` with targets `[N]` (int64).
  ///
  /// - Returns: The mean cross-entropy before the step; if it is not finite, nothing has changed but the running
  ///   statistics.
  func callAsFunction(_ images: Tensor, targets: Tensor, epoch: Int) throws -> Double {
    let scores = try withAutocast(settings.precision.autocast, on: device) { try network(images, mode: .training) }
    let loss = try scores.to(.float32).crossEntropy(targets: targets)
    let value = try loss.item()
    guard value.isFinite else { return value }
    try network.clearGradients()
    try loss.backward()
    let factor = settings.rateFactor(epoch: epoch)
    for (optimizer, rate) in [(backbone, settings.backboneLearningRate), (head, settings.headLearningRate)] {
      try optimizer.step(LearningRates(weights: rate * factor, biases: rate * factor))
    }
    return value
  }
}
