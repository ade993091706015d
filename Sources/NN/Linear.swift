import Torch

/// An affine map: weight `[out, in]`, bias `[out]`.
///
/// Weights and biases are drawn from U[−1/√in, 1/√in), as PyTorch does.
public final class Linear: Module {
  public let weight: Tensor
  public let bias: Tensor?

  public init(_ inputs: Int, _ outputs: Int, bias hasBias: Bool = true, from source: ParameterSource) throws {
    let bound = 1 / Double(inputs).squareRoot()
    weight = try source.uniform([outputs, inputs], bound: bound)
    bias = hasBias ? try source.uniform([outputs], bound: bound) : nil
  }

  public var parameters: [(name: String, tensor: Tensor)] { [("weight", weight)] + (bias.map { [("bias", $0)] } ?? []) }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try input.linear(weight: weight, bias: bias)
  }
}
