import Torch

/// An affine map: weight `[out, in]`, bias `[out]`.
///
/// Unless told otherwise, weights and biases are drawn from U[−1/√in, 1/√in), as PyTorch does.
public final class Linear: Module {
  public let weight: Tensor
  public let bias: Tensor?

  public init(
    _ inputs: Int, _ outputs: Int, bias hasBias: Bool = true, initialization: Initialization = .fanIn,
    from source: ParameterSource
  ) throws {
    weight = try initialization.weight([outputs, inputs], from: source)
    bias = hasBias ? try initialization.bias([outputs, inputs], from: source) : nil
  }

  public var parameters: [(name: String, tensor: Tensor)] { [("weight", weight)] + (bias.map { [("bias", $0)] } ?? []) }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try input.linear(weight: weight, bias: bias)
  }
}
