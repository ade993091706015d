import Torch

/// Parameters that share a learning rate and are, or are not, decayed.
public struct ParameterGroup {
  /// What the parameters are, which decides how the recipe treats them.
  public enum Kind: String, Sendable {
    /// Two or more dimensions: decayed, and scaled by the trust ratio where there is one.
    case weights
    /// One dimension: biases and the scales and shifts of normalizations; neither decayed nor scaled.
    case biases
  }

  public let kind: Kind
  /// The parameters by full name.
  public let parameters: [(name: String, tensor: Tensor)]

  public init(kind: Kind, parameters: [(name: String, tensor: Tensor)]) {
    self.kind = kind
    self.parameters = parameters
  }

  /// The two groups of the published recipe, split by the number of dimensions.
  public static func split(_ parameters: [(name: String, tensor: Tensor)]) -> [ParameterGroup] {
    [
      ParameterGroup(kind: .weights, parameters: parameters.filter { $0.tensor.dimensionCount > 1 }),
      ParameterGroup(kind: .biases, parameters: parameters.filter { $0.tensor.dimensionCount <= 1 }),
    ]
  }
}
