import Torch

/// The rectified linear unit, in place: max(0, x).
public final class ReLU: Module {
  public init() {}

  public func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor {
    try input.reluInPlace()
    return input
  }
}
