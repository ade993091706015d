import BarlowTwins
import NN
import Torch

/// One step of training: all views through the network, the objective on the whole batch, its gradients back, the
/// optimizer.
public struct TrainingStep {
  private let network: TwinNetworks
  private let optimizer: any Optimizer
  private let objective: TrainingObjective
  private let precision: Precision
  private let device: Device

  /// Prepares the steps of a training; the objective `stop-gradient` needs a network with a predictor.
  public init(
    network: TwinNetworks, optimizer: any Optimizer, objective: TrainingObjective, precision: Precision, device: Device
  ) {
    self.network = network
    self.optimizer = optimizer
    self.objective = objective
    self.precision = precision
    self.device = device
  }

  /// Takes the step on images `[N, C, H, W]` of views A and B and of any local crops; nothing changes if the loss is not
  /// finite.
  ///
  /// Each view goes through the network by itself, so that batch normalization never mixes their statistics; local crops
  /// may be smaller. The objective is computed in single precision, whatever that of the network.
  ///
  /// - Parameters:
  ///   - views: The views' images, rows correspond.
  ///   - rates: The learning rates of this step.
  ///   - index: The number of this step in the whole training, from 0, which with the seed decides how images are mixed.
  /// - Returns: The objective before the step.
  /// - Throws: `ObjectiveError` if the objective cannot be computed on these embeddings, `TorchError` if libtorch fails.
  public func callAsFunction(_ views: [Tensor], rates: LearningRates, step index: Int) throws -> MultiViewValue {
    let outputs = try views.enumerated().map { view, images in
      try pass { try network.embed(images, view: view, training: true) }
    }
    // The projector of SimSiam ends with a batch normalization without scale and shift.
    let embeddings = network.predictor == nil ? outputs : try outputs.map { try $0.batchNormalized() }
    let targets = try embeddings.map { try $0.detach() }
    let value: MultiViewValue
    let roots: [Tensor]
    switch objective {
    case .pairwise(let pairwise):
      roots = embeddings
      value = try MultiViewObjective(pairwise).evaluate(targets, wantsGradients: true)
    case .stopGradient(let objective):
      guard let predictor = network.predictor else {
        preconditionFailure("\(StopGradientObjective.name) needs a network with a predictor")
      }
      roots = try embeddings.map { embedding in try pass { try predictor(embedding, training: true) } }
      value = try objective.evaluate(
        embeddings: targets, predictions: roots.map { try $0.detach() }, wantsGradients: true)
    case .mixed(let objective, let seed):
      let mixing = Mixing(seed: seed, step: index, samples: views[0].size(0))
      let images = try mixing.mix(views[0], views[1]).contiguous(.channelsLast)
      let mixed = try pass { try network.embed(images, view: 0, training: true) }
      roots = embeddings + [mixed]
      value = try objective.evaluate(
        embeddings: targets, mixed: mixed.detach(), mixing: mixing, wantsGradients: true)
    }
    guard value.loss.isFinite else { return value }
    try network.clearGradients()
    try Tensor.backward(roots, gradients: value.gradients)
    try optimizer.step(rates)
    return value
  }

  /// One forward pass in the network's precision; its result in single precision.
  private func pass(_ forward: () throws -> Tensor) throws -> Tensor {
    try withAutocast(precision.autocast, on: device, forward).to(.float32)
  }
}
