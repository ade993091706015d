import Distributed
import NN
import Torch

/// One step of training: the views through the network, the loss of the whole batch, its gradients back, the optimizer.
///
/// Where processes share the batch, each sends its rows through the network and computes the loss of all embeddings, whose rows'
/// gradients it pushes back; what that gives for the parameters is summed, since rows make up one gradient.
public struct TrainingStep {
  private let network: TwinNetworks
  private let newPass: (StepDraw) -> NetworkPass
  private let team: ThreadTeam?
  private let objective: any Objective
  private let optimizer: any Optimizer
  private let seed: UInt64
  private let part: BatchPart
  private let compression: DType?
  /// Nil where gradients are summed once they are complete.
  private let exchange: GradientExchange?

  /// Prepares the steps of a training of `network`, which must have what `objective` needs, on `threads` threads.
  ///
  /// Where processes share the batch, `part` is this one's; all have the same network, and gradients are sent and summed as
  /// `compression` unless it is nil. What `saving` saves of memory is computed twice.
  public init(
    _ network: TwinNetworks, objective: any Objective, optimizer: any Optimizer, precision: Precision = .fp32,
    device: Device = .cpu, threads: Int = 1, seed: UInt64 = 0, part: BatchPart = .whole,
    compression: DType? = nil, saving: MemorySaving = .none
  ) throws {
    self.network = network
    let team = try ThreadTeam.ofViews(threads: threads, device: device)
    self.team = team
    newPass = {
      NetworkPass(network, precision: precision, device: device, team: team, draw: $0, part: part, saving: saving)
    }
    self.objective = objective
    self.optimizer = optimizer
    self.seed = seed
    self.part = part
    self.compression = compression
    exchange = try part.group.gradientExchange(of: network.namedParameters().map(\.tensor), sentAs: compression)
  }

  /// Takes the step on the own rows' images `[N, C, H, W]` of views A and B and of any local crops; rows correspond.
  ///
  /// The loss is computed in single precision, whatever that of the network. If it is not finite, no parameter changes.
  ///
  /// - Parameters:
  ///   - views: The views' images.
  ///   - rates: The learning rates of this step.
  ///   - index: The number of this step in the whole training, from 0.
  /// - Returns: The objective before the step.
  /// - Throws: ``ObjectiveError`` if the objective cannot be computed on these embeddings, `TorchError` if libtorch fails or, of
  ///   kind `unavailable`, another process.
  public func callAsFunction(_ views: [Tensor], rates: LearningRates, step index: Int) throws -> ObjectiveValue {
    let draw = StepDraw(seed: seed, step: index)
    let pass = newPass(draw)
    let outputs = try objective.forward(views, through: pass, draw: draw)
    let value = try evaluate(outputs.detached(), draw)
    guard try part.group.agree(value.loss.isFinite) else { return value.diverged() }
    guard let gradients = value.gradients else { return value }
    try network.clearGradients()
    if let exchange {
      try exchange.sum { try pass.backward(outputs.roots, gradients: gradients) }
    } else {
      try pass.backward(outputs.roots, gradients: gradients)
      try part.group.sum(network.namedParameters().compactMap { try $0.tensor.gradient() }, sentAs: compression)
    }
    try team.betweenPasses { try optimizer.step(rates) }
    return value
  }

  /// The objective at the whole batch, with the gradients of the own rows.
  private func evaluate(_ own: NetworkOutputs, _ draw: StepDraw) throws -> ObjectiveValue {
    let sums = try team.betweenPasses(own.elementCount) {
      try (objective as? any PartedObjective)?.evaluate(own: own.roots, in: part)
    }
    if let sums { return sums }
    let all = try own.map { try part.gather($0) }
    let value = try team.betweenPasses(all.elementCount) {
      try objective.evaluate(all, draw: draw, wantsGradients: true)
    }
    return try value.mapGradients(part.own)
  }
}
