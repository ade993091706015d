import NN
import Torch

/// Stochastic gradient descent on a linear classifier of features that are given.
struct LinearHeadTrainer {
  let head: LinearHead
  private let optimizer: SGD

  init(_ head: LinearHead, momentum: Double, weightDecay: Double) {
    self.head = head
    optimizer = SGD(
      ParameterGroup.split(head.namedParameters()), weightDecay: weightDecay, momentum: momentum, nesterov: false)
  }

  /// One step on features `[N, D]` with target positions `[N]` (int64); returns the mean cross-entropy before it.
  func step(_ features: Tensor, targets: Tensor, learningRate: Double) throws -> Double {
    try head.clearGradients()
    let loss = try head(features.detach(), mode: .training).crossEntropy(targets: targets)
    try loss.backward()
    try optimizer.step(LearningRates(weights: learningRate, biases: learningRate))
    return try loss.item()
  }
}
