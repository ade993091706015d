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
      let isDecayed = group.kind == .weights && weightDecay != 0
      let direction = isDecayed ? try gradient.adding(parameter, alpha: weightDecay) : gradient
      let rate = rates[group.kind]
      guard momentum != 0 else { return try parameter.addInPlace(direction, alpha: -rate) }
      // A slot of zeros gives the first step's m = d exactly.
      let buffer = try momenta.slot(name) { try gradient.zerosLike() }
      try buffer.multiplyInPlace(momentum)
      try buffer.addInPlace(direction)
      if nesterov {
        try parameter.addInPlace(direction, alpha: -rate)
        try parameter.addInPlace(buffer, alpha: -rate * momentum)
      } else {
        try parameter.addInPlace(buffer, alpha: -rate)
      }
    }
  }
}
