import Torch

/// Parameters that share a learning rate and are, or are not, decayed.
public struct ParameterGroup {
  /// What the parameters are, which decides how the recipe treats them.
  public enum Kind: String, Sendable {
    /// Two or more dimensions, but for tokens and position embeddings: decayed, and scaled by the trust ratio where there is one.
    case weights
    /// One dimension: biases, the scales and shifts of normalizations, layer scales; and what a module names as
    /// ``Module/undecayed``. Neither decayed nor scaled.
    case biases
  }

  public let kind: Kind
  /// The parameters by full name.
  public let parameters: [(name: String, tensor: Tensor)]

  public init(kind: Kind, parameters: [(name: String, tensor: Tensor)]) {
    self.kind = kind
    self.parameters = parameters
  }

  /// The two groups of the published recipe, of all parameters of a network.
  public static func split(_ module: any Module) -> [ParameterGroup] {
    split(module.namedParameters(), undecayed: module.namedUndecayed())
  }

  /// The two groups of the published recipe, split by the number of dimensions.
  ///
  /// - Parameters:
  ///   - parameters: The parameters by full name.
  ///   - undecayed: The names of those that are no weights whatever their shape.
  /// - Returns: The weights, then the biases.
  public static func split(
    _ parameters: [(name: String, tensor: Tensor)], undecayed: Set<String> = []
  ) -> [ParameterGroup] {
    func isWeight(_ parameter: (name: String, tensor: Tensor)) -> Bool {
      parameter.tensor.dimensionCount > 1 && !undecayed.contains(parameter.name)
    }
    return [
      ParameterGroup(kind: .weights, parameters: parameters.filter(isWeight)),
      ParameterGroup(kind: .biases, parameters: parameters.filter { !isWeight($0) }),
    ]
  }
}
