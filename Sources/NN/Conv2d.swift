import Torch

/// A two-dimensional convolution without bias: weight `[out, in, k, k]`.
///
/// Weights are drawn from N(0, 2 / (k²·out)), He et al.'s initialization by fan-out (arXiv 1502.01852), as torchvision's
/// ResNet does.
public final class Conv2d: Module {
  public let weight: Tensor
  private let stride: Int
  private let padding: Int

  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, from source: ParameterSource
  )
    throws
  {
    let fanOut = Double(kernel * kernel * outputs)
    let drawn = try source.normal([outputs, inputs, kernel, kernel], std: (2 / fanOut).squareRoot())
    weight = try withoutGradients { try drawn.detach().contiguous(.channelsLast) }
    try weight.setRequiresGrad(true)
    self.stride = stride
    self.padding = padding
  }

  public var parameters: [(name: String, tensor: Tensor)] { [("weight", weight)] }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try input.conv2d(weight: weight, bias: nil, stride: stride, padding: padding)
  }
}
