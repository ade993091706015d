import Torch

/// Stochastic gradient descent with momentum, Nesterov's or plain, as in PyTorch.
///
/// `d = g + decay·p` (weights only), `m ← momentum·m + d` (first step: `m = d`), `p ← p − rate·(d + momentum·m)` with
/// Nesterov's rule and `p ← p − rate·m` without.
public final class SGD: Optimizer {
  public let groups: [ParameterGroup]
  private let weightDecay: Double
  private let momentum: Double
  private let nesterov: Bool
  private var momenta = OptimizerSlots()

  public init(_ groups: [ParameterGroup], weightDecay: Double, momentum: Double = 0.9, nesterov: Bool) {
    self.groups = groups
    self.weightDecay = weightDecay
    self.momentum = momentum
    self.nesterov = nesterov
  }

  public var state: [String: Tensor] { momenta.state(prefix: "momentum.") }

  public func load(_ state: [String: Tensor]) throws {
    try requireOnly(prefixes: ["momentum."], in: state)
    momenta = try OptimizerSlots.loaded(from: state, prefix: "momentum.", groups: groups)
  }

  public func step(_ rates: LearningRates) throws {
    try forEachGradient { group, name, parameter, gradient in
      // A slot of zeros gives the first step's m = d exactly.
      let buffer = momentum == 0 ? nil : try momenta.slot(name) { try gradient.zerosLike() }
      try parameter.stepSGD(
        gradient: gradient, buffer: buffer, decay: group.kind == .weights ? weightDecay : 0, momentum: momentum,
        nesterov: nesterov, rate: rates[group.kind])
    }
  }
}
