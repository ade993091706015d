import Torch

/// A two-dimensional convolution: weight `[out, in / groups, k, k]`, and, where there is one, bias `[out]`.
///
/// Unless told otherwise, weights are drawn as torchvision's ResNet draws them, and there is no bias. Weights lie channels last.
public final class Conv2d: Module {
  public let weight: Tensor
  public let bias: Tensor?
  package let stride: Int
  package let padding: Int
  package let groups: Int

  /// Makes a convolution with new weights.
  ///
  /// - Parameters:
  ///   - inputs: The channels that come in, a multiple of `groups`.
  ///   - outputs: The channels that go out, a multiple of `groups`.
  ///   - kernel: The side k of the kernel.
  ///   - stride: The distance of the places that it looks at.
  ///   - padding: The zeros around the image.
  ///   - groups: The parts that channels are split into; each output channel sees those of its own part.
  ///   - hasBias: Whether there is a bias.
  ///   - initialization: How weights and bias start.
  ///   - source: Where they come from.
  /// - Throws: `TorchError` if libtorch fails.
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, groups: Int = 1,
    bias hasBias: Bool = false, initialization: Initialization = .fanOut, from source: ParameterSource
  ) throws {
    precondition(inputs % groups == 0 && outputs % groups == 0, "groups have the same number of channels")
    let shape = [outputs, inputs / groups, kernel, kernel]
    let drawn = try initialization.weight(shape, from: source)
    weight = try withoutGradients { try drawn.detach().contiguous(.channelsLast) }
    try weight.setRequiresGrad(true)
    bias = hasBias ? try initialization.bias(shape, from: source) : nil
    self.stride = stride
    self.padding = padding
    self.groups = groups
  }

  public var parameters: [(name: String, tensor: Tensor)] { [("weight", weight)] + (bias.map { [("bias", $0)] } ?? []) }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try input.conv2d(weight: weight, bias: bias, stride: stride, padding: padding, groups: groups)
  }
}
