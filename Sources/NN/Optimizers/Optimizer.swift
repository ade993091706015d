import Torch

/// A rule that changes parameters given their gradients.
public protocol Optimizer: AnyObject {
  /// The parameters that it changes.
  var groups: [ParameterGroup] { get }
  /// Everything that a resumed training needs, by name; the tensors are shared.
  var state: [String: Tensor] { get throws }
  /// Takes over the state of an earlier training of the same parameters.
  func load(_ state: [String: Tensor]) throws
  /// Changes every parameter that has a gradient.
  func step(_ rates: LearningRates) throws
}

extension Optimizer {
  /// Runs `body` for each parameter that has a gradient, outside the graph of derivatives.
  func forEachGradient(
    _ body: (_ group: ParameterGroup, _ name: String, _ parameter: Tensor, _ gradient: Tensor) throws -> Void
  ) throws {
    try withoutGradients {
      for group in groups {
        for (name, parameter) in group.parameters {
          if let gradient = try parameter.gradient() { try body(group, name, parameter, gradient) }
        }
      }
    }
  }
}
