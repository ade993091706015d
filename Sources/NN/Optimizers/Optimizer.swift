import Torch

/// A rule that changes parameters given their gradients.
public protocol Optimizer: AnyObject {
  /// The parameters that it changes.
  var groups: [ParameterGroup] { get }
  /// Everything that a resumed training needs, by name; the tensors are shared.
  var state: [String: Tensor] { get throws }
  /// Takes over the state of an earlier training of the same parameters; nothing is taken over on failure.
  ///
  /// - Throws: ``StateError`` that names the first entry that does not fit.
  func load(_ state: [String: Tensor]) throws
  /// Changes every parameter that has a gradient.
  func step(_ rates: LearningRates) throws
}

extension Optimizer {
  /// Runs `body` for each parameter that has a gradient, outside the graph of derivatives.
  package func forEachGradient(
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

  /// Refuses the state of another optimizer or network: every key must be one of `keys`, or a parameter's name after one
  /// of `prefixes`.
  package func requireOnly(prefixes: [String], keys: Set<String> = [], in state: [String: Tensor]) throws {
    let names = groups.flatMap(\.parameters).map(\.name)
    let known = keys.union(prefixes.flatMap { prefix in names.map { prefix + $0 } })
    if let unknown = state.keys.filter({ !known.contains($0) }).min() {
      throw StateError(
        "the optimizer state holds \(unknown), which does not belong here; is it of another optimizer or network?")
    }
  }
}
