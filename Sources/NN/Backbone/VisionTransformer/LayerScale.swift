import Torch

/// A scale for each feature of a residual branch, so small at first that a deep network starts as if the branch were not there: `[..., C]`
/// (arXiv 2103.17239, equation 6).
package final class LayerScale: Module {
  /// The scales, `[C]`.
  package let gamma: Tensor

  /// Makes `features` scales that start at `initial`.
  init(_ features: Int, initial: Double, from source: ParameterSource) throws {
    gamma = try source.constant([features], initial)
  }

  package var parameters: [(name: String, tensor: Tensor)] { [("gamma", gamma)] }

  package func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor { try input * gamma }
}
