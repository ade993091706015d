import BarlowTwins
import Encoders
import NN
import Runs
import Torch

/// What a training changes: the network, what the optimizer remembers, and how far both have come.
final class TrainingState {
  let network: TwinNetworks
  let optimizer: any Optimizer
  var position = TrainingPosition()
  /// Whether the weights that the training starts from have a projector that fits; nil without such weights.
  private(set) var startsWithProjector: Bool?
  /// What was recognized in the file that it started from, in one line.
  private(set) var startSummary: String?

  init(network: TwinNetworks, optimizer: any Optimizer) {
    self.network = network
    self.optimizer = optimizer
  }

  /// The state before the first step.
  convenience init(_ configuration: TrainingConfiguration) throws {
    let network = try TwinNetworks(
      configuration.backbone, projector: configuration.projector, sharing: configuration.twins,
      hasPredictor: type(of: configuration.objective).needsPredictor,
      from: ParameterSource(seed: configuration.seed, device: configuration.device))
    self.init(
      network: network,
      optimizer: configuration.optimizer.make(
        ParameterGroup.split(network), weightDecay: configuration.weightDecay))
  }

  /// The state before the first step, with the weights that the configuration starts from.
  ///
  /// - Throws: `FileError` if there are none, `StateError` if they are another backbone's.
  static func first(_ configuration: TrainingConfiguration) throws -> TrainingState {
    let state = try TrainingState(configuration)
    if let path = configuration.from {
      let weights = try TrainedWeights(startingFrom: path, isPartial: configuration.partial)
      state.startSummary = weights.summary
      state.startsWithProjector = try state.network.networks.map { try weights.copy(to: $0, source: path) }
        .allSatisfy { $0 }
    }
    return state
  }

  /// The state as a checkpoint keeps it; the tensors are shared.
  func checkpoint() throws -> Checkpoint {
    Checkpoint(network: network.stateDictionary(), optimizer: try optimizer.state, position: position)
  }

  /// The part of the network that other commands use; the tensors are shared.
  func weights() -> TrainedWeights {
    TrainedWeights(
      backbone: network.networkA.backbone.stateDictionary(), projector: network.networkA.projector.stateDictionary(),
      step: position.step)
  }

  /// Takes over the state of an earlier training.
  func load(_ checkpoint: Checkpoint) throws {
    try network.load(checkpoint.network)
    try optimizer.load(checkpoint.optimizer)
    position = checkpoint.position
  }

  /// The first parameter or statistic with a value that is not finite; nil if there is none.
  func firstNotFinite() throws -> String? {
    try network.namedState().first { try !$0.tensor.isFinite() }?.name
  }
}
