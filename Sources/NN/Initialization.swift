import Torch

/// How a layer's weights `[out, in / groups, k, k]` or `[out, in]` and its biases `[out]` start.
public enum Initialization: Equatable, Sendable {
  /// Weights from N(0, 2 / (k²·out)), He et al.'s by fan-out (arXiv 1502.01852), biases at 0: torchvision's ResNet.
  case fanOut
  /// Weights and biases from U[−1/√n, 1/√n) with n the numbers that go into an output: PyTorch's own.
  case fanIn
  /// Weights from N(0, std²), biases at 0.
  ///
  /// Where others cut this distribution at ±2, as timm's `trunc_normal_` does, a deviation of a fiftieth leaves nothing to cut.
  case normal(std: Double)

  func weight(_ shape: [Int], from source: ParameterSource) throws -> Tensor {
    switch self {
    case .fanOut:
      let fanOut = Double(shape[0] * shape[2...].reduce(1, *))
      return try source.normal(shape, std: (2 / fanOut).squareRoot())
    case .fanIn: return try source.uniform(shape, bound: Self.bound(shape))
    case .normal(let std): return try source.normal(shape, std: std)
    }
  }

  /// The biases of a layer whose weights have a shape.
  func bias(_ shape: [Int], from source: ParameterSource) throws -> Tensor {
    self == .fanIn ? try source.uniform([shape[0]], bound: Self.bound(shape)) : try source.constant([shape[0]], 0)
  }

  private static func bound(_ shape: [Int]) -> Double { 1 / Double(shape[1...].reduce(1, *)).squareRoot() }
}
