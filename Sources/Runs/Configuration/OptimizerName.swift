import BarlowTwins
import NN

/// The optimizers by name.
public enum OptimizerName: String, CaseIterable, Sendable, Codable {
  case lars, sgd, adamw

  /// The optimizer of the given parameters.
  public func make(_ groups: [ParameterGroup], weightDecay: Double) -> any Optimizer {
    switch self {
    case .lars: LARS(groups, weightDecay: weightDecay)
    case .sgd: SGD(groups, weightDecay: weightDecay, nesterov: true)
    case .adamw: AdamW(groups, weightDecay: weightDecay)
    }
  }
}
