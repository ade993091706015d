import Torch

/// The largest element of each window.
public final class MaxPool2d: Module {
  package let kernel: Int
  package let stride: Int
  package let padding: Int

  public init(kernel: Int, stride: Int, padding: Int = 0) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try input.maxPool2d(kernel: kernel, stride: stride, padding: padding)
  }
}
