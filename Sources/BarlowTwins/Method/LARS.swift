import NN
import Torch

/// Layer-wise adaptive rate scaling (You, Gitman and Ginsburg, arXiv 1708.03888) as the Barlow Twins recipe uses it.
///
/// For weights `d = g + decay·p`, scaled by the trust ratio `η·‖p‖ / ‖d‖` (1 where a norm is 0); for biases and norms `d = g`.
/// Then `m ← momentum·m + d` and `p ← p − rate·m`.
public final class LARS: Optimizer {
  public let groups: [ParameterGroup]
  private let weightDecay: Double
  private let momentum: Double
  private let trustCoefficient: Double
  private var momenta = OptimizerSlots()

  public init(_ groups: [ParameterGroup], weightDecay: Double, momentum: Double = 0.9, trustCoefficient: Double = 0.001)
  {
    self.groups = groups
    self.weightDecay = weightDecay
    self.momentum = momentum
    self.trustCoefficient = trustCoefficient
  }

  public var state: [String: Tensor] { momenta.state(prefix: "momentum.") }

  public func load(_ state: [String: Tensor]) throws {
    try requireOnly(prefixes: ["momentum."], in: state)
    momenta = try OptimizerSlots.loaded(from: state, prefix: "momentum.", groups: groups)
  }

  public func step(_ rates: LearningRates) throws {
    try forEachGradient { group, name, parameter, gradient in
      let buffer = try momenta.slot(name) { try gradient.zerosLike() }
      let isScaled = group.kind == .weights
      try parameter.stepLARS(
        gradient: gradient, buffer: buffer, decay: isScaled ? weightDecay : 0, momentum: momentum,
        trustCoefficient: isScaled ? trustCoefficient : nil, rate: rates[group.kind])
    }
  }
}
