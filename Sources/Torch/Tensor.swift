import CTorch

/// A reference to a dense n-dimensional array of libtorch.
///
/// Copying the reference shares the array. A tensor is not `Sendable`: batches cross threads as host buffers and become
/// tensors on the thread that trains.
public final class Tensor {
  let handle: ct_tensor

  /// Takes over the reference that `handle` owns.
  init(owning handle: ct_tensor) { self.handle = handle }

  deinit { ct_tensor_free(handle) }

  /// Runs an operation that reads `tensors` and writes one new tensor.
  ///
  /// A handle does not keep its tensor alive, and the optimizer may release a tensor right after its handle was read; so
  /// every call into C names the tensors whose handles it uses, and they live until it returns.
  @inline(__always)
  static func make(
    _ tensors: Tensor?..., body: (UnsafeMutablePointer<ct_tensor>) -> ct_status
  ) throws(TorchError) -> Tensor {
    var out = ct_tensor(impl: nil)
    let status = withExtendedLifetime(tensors) { body(&out) }
    try Torch.check(status)
    return Tensor(owning: out)
  }

  /// Runs an operation that uses `tensors`, which live until it returns.
  @inline(__always)
  func check(_ tensors: Tensor?..., body: () -> ct_status) throws(TorchError) {
    try Torch.check(withExtendedLifetime(tensors) { body() })
  }

  /// The extent of each dimension.
  public var shape: [Int] {
    withExtendedLifetime(self) { (0..<ct_dimension_count(handle)).map { Int(ct_size(handle, $0)) } }
  }

  /// The extent of one dimension, which must exist; negative numbers count from the end.
  public func size(_ dimension: Int) -> Int {
    let count = dimensionCount
    let index = dimension < 0 ? dimension + count : dimension
    precondition((0..<count).contains(index), "dimension \(dimension) of a tensor with \(count)")
    return withExtendedLifetime(self) { Int(ct_size(handle, Int64(index))) }
  }

  /// The number of dimensions.
  public var dimensionCount: Int { withExtendedLifetime(self) { Int(ct_dimension_count(handle)) } }

  /// The number of elements.
  public var elementCount: Int { withExtendedLifetime(self) { Int(ct_element_count(handle)) } }

  /// The type of the elements.
  public var dtype: DType {
    get throws(TorchError) {
      var out = CT_FLOAT32
      try check(self) { ct_dtype_of(handle, &out) }
      return DType(out)
    }
  }

  /// Where the tensor lives.
  public var device: Device {
    get throws(TorchError) {
      var out = ct_device()
      try check(self) { ct_device_of(handle, &out) }
      return Device(out)
    }
  }

  /// Whether the elements lie in memory without gaps in the given order.
  public func isContiguous(_ format: MemoryFormat = .contiguous) -> Bool {
    withExtendedLifetime(self) { ct_is_contiguous(handle, format.native) }
  }
}

extension Array where Element == Int {
  /// Lends the numbers to C for the duration of `body`.
  func withNative<Result>(_ body: (ct_ints) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: Swift.max(count, 1)) { buffer in
      for (i, value) in enumerated() { buffer.initializeElement(at: i, to: Int64(value)) }
      return body(ct_ints(values: buffer.baseAddress, count: Int64(count)))
    }
  }
}

extension Array where Element == Tensor {
  /// Lends the tensors to C for the duration of `body`.
  func withNative<Result>(_ body: (ct_tensors) -> Result) -> Result {
    withExtendedLifetime(self) {
      map(\.handle).withUnsafeBufferPointer { body(ct_tensors(values: $0.baseAddress, count: Int64($0.count))) }
    }
  }
}
