import BarlowTwins
import NN
import Torch

/// One step of training: all views through the network, the objective on the whole batch, its gradients back, the
/// optimizer.
public struct TrainingStep {
  private let network: TwinNetworks
  private let optimizer: any Optimizer
  private let objective: MultiViewObjective
  private let precision: Precision
  private let device: Device

  public init(
    network: TwinNetworks, optimizer: any Optimizer, objective: any Objective, precision: Precision, device: Device
  ) {
    self.network = network
    self.optimizer = optimizer
    self.objective = MultiViewObjective(objective)
    self.precision = precision
    self.device = device
  }

  /// Takes the step on images `[N, C, H, W]` of views A and B and of any local crops; nothing changes if the loss is not
  /// finite.
  ///
  /// Each view goes through the network by itself, so that batch normalization never mixes their statistics; local crops
  /// may be smaller. The objective is computed in single precision, whatever that of the network.
  public func callAsFunction(_ views: [Tensor], rates: LearningRates) throws -> MultiViewValue {
    let embeddings = try views.enumerated().map { view, images in
      try withAutocast(precision.autocast, on: device) { try network.embed(images, view: view, training: true) }
        .to(.float32)
    }
    let value = try objective.evaluate(embeddings.map { try $0.detach() }, wantsGradients: true)
    guard value.loss.isFinite else { return value }
    try network.clearGradients()
    try Tensor.backward(embeddings, gradients: value.gradients)
    try optimizer.step(rates)
    return value
  }
}
