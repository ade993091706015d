import Foundation
import Torch

/// Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101), as in PyTorch.
///
/// Decay applies to weights only, never to biases and norms.
public final class AdamW: Optimizer {
  public let groups: [ParameterGroup]
  private let weightDecay: Double
  private let beta1: Double
  private let beta2: Double
  private let epsilon: Double
  private var firstMoments = OptimizerSlots()
  private var secondMoments = OptimizerSlots()
  private var stepCount = 0

  public init(
    _ groups: [ParameterGroup], weightDecay: Double, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) {
    self.groups = groups
    self.weightDecay = weightDecay
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  public var state: [String: Tensor] {
    get throws {
      firstMoments.state(prefix: "first.").merging(secondMoments.state(prefix: "second.")) { a, _ in a }
        .merging(["step": try Tensor.from([stepCount], shape: [1])]) { a, _ in a }
    }
  }

  public func load(_ state: [String: Tensor]) throws {
    try requireOnly(prefixes: ["first.", "second."], keys: ["step"], in: state)
    guard let step = state["step"] else { throw StateError("the optimizer state lacks its step count") }
    let first = try OptimizerSlots.loaded(from: state, prefix: "first.", groups: groups)
    let second = try OptimizerSlots.loaded(from: state, prefix: "second.", groups: groups)
    if let name = first.names.symmetricDifference(second.names).min() {
      throw StateError("the optimizer state of \(name) has one of its two moments only")
    }
    stepCount = Int(try step.item())
    (firstMoments, secondMoments) = (first, second)
  }

  public func step(_ rates: LearningRates) throws {
    stepCount += 1
    let correction1 = 1 - pow(beta1, Double(stepCount))
    let correction2 = (1 - pow(beta2, Double(stepCount))).squareRoot()
    try forEachGradient { group, name, parameter, gradient in
      let rate = rates[group.kind]
      let first = try firstMoments.slot(name) { try gradient.zerosLike() }
      let second = try secondMoments.slot(name) { try gradient.zerosLike() }
      try parameter.stepAdamW(
        gradient: gradient, first: first, second: second, decay: group.kind == .weights ? rate * weightDecay : 0,
        betas: (beta1, beta2), corrections: (correction1, correction2), epsilon: epsilon, rate: rate)
    }
  }
}
