import TestSupport
import Torch

extension ReferenceArray {
  /// The elements of a tensor, in double precision.
  public init(_ tensor: Tensor) throws { self.init(shape: tensor.shape, values: try tensor.doubles()) }
}

extension Tensor {
  /// A tensor of the values of a reference.
  public static func from(_ array: ReferenceArray, dtype: DType = .float32) throws -> Tensor {
    try Tensor.from(array.values, shape: array.shape).to(dtype)
  }

  /// ‖self − expected‖ / ‖expected‖, computed by libtorch because whole networks pass through here.
  public func relativeError(to expected: ReferenceArray) throws -> Double {
    guard shape == expected.shape else { return .infinity }
    return try withoutGradients {
      let reference = try Tensor.from(expected, dtype: .float64)
      let distance = try (to(.float64) - reference).norm().item()
      let size = try reference.norm().item()
      let error = size > 0 ? distance / size : distance
      return error.isNaN ? .infinity : error
    }
  }
}
