import NN
import Torch

/// The linear classifier of the published protocol: weights from N(0, 0.01²), biases zero.
final class LinearHead: Module {
  /// `[classes, D]`.
  let weight: Tensor
  /// `[1, classes]`: a matrix, because optimizers leave vectors undecayed but the published code decays these biases.
  let bias: Tensor

  init(inputs: Int, classes: Int, from source: ParameterSource) throws {
    weight = try source.normal([classes, inputs], std: 0.01)
    bias = try source.constant([1, classes], 0)
  }

  var parameters: [(name: String, tensor: Tensor)] { [("weight", weight), ("bias", bias)] }

  func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try input.linear(weight: weight, bias: nil) + bias
  }
}
