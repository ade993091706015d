import Datasets
import Torch

extension HostBuffer {
  /// A copy as a tensor `[N, C, H, W]` whose channels vary fastest in memory, as they do here.
  public func tensor(on device: Device) throws -> Tensor {
    try withUnsafeBytes { try Tensor.copying($0, shape: shape, dtype: element == .float32 ? .float32 : .bfloat16) }
      .permute([0, 3, 1, 2]).to(device)
  }
}
