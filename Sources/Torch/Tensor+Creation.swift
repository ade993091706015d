import CTorch

extension Tensor {
  /// A tensor whose elements are not set.
  public static func empty(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws(TorchError) -> Tensor
  {
    try make { out in shape.withNative { ct_empty($0, dtype.native, device.native, out) } }
  }

  /// A tensor of one value.
  public static func full(
    _ shape: [Int], _ value: Double, dtype: DType = .float32, device: Device = .cpu
  ) throws(TorchError) -> Tensor {
    try make { out in shape.withNative { ct_full($0, value, dtype.native, device.native, out) } }
  }

  /// A tensor of zeros.
  public static func zeros(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws(TorchError) -> Tensor
  {
    try full(shape, 0, dtype: dtype, device: device)
  }

  /// A tensor of ones.
  public static func ones(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws(TorchError) -> Tensor {
    try full(shape, 1, dtype: dtype, device: device)
  }

  /// Zeros of this tensor's shape, element type, device and order in memory.
  public func zerosLike() throws(TorchError) -> Tensor {
    let result = try detach().clone()
    try result.fill(0)
    return result
  }

  /// The numbers `0, 1, …, end − 1`, shape `[end]`.
  public static func arange(_ end: Int, dtype: DType = .int64, device: Device = .cpu) throws(TorchError) -> Tensor {
    try make { ct_arange(Int64(end), dtype.native, device.native, $0) }
  }

  /// Independent draws from N(mean, std²), a function of `seed` alone.
  public static func normal(
    _ shape: [Int], mean: Double = 0, std: Double = 1, seed: UInt64, dtype: DType = .float32
  ) throws(TorchError) -> Tensor {
    try make { out in shape.withNative { ct_normal($0, mean, std, seed, dtype.native, out) } }
  }

  /// Independent draws from the uniform distribution on [low, high), a function of `seed` alone.
  public static func uniform(
    _ shape: [Int], low: Double = 0, high: Double = 1, seed: UInt64, dtype: DType = .float32
  ) throws(TorchError) -> Tensor {
    try make { out in shape.withNative { ct_uniform($0, low, high, seed, dtype.native, out) } }
  }

  /// A copy of row-major host memory, which must hold exactly the bytes that `shape` and `dtype` take.
  public static func copying(
    _ bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType
  ) throws(TorchError) -> Tensor {
    try make { out in
      shape.withNative { ct_from_bytes(bytes.baseAddress, Int64(bytes.count), $0, dtype.native, out) }
    }
  }

  /// A tensor over row-major host memory, without a copy; nothing may write to it.
  ///
  /// - Parameters:
  ///   - bytes: The values, exactly as many as `shape` and `dtype` take, aligned for `dtype`.
  ///   - shape: The extent of each dimension.
  ///   - dtype: The type of the elements.
  ///   - owner: What keeps the memory; it lives as long as the tensor and all that share its memory.
  /// - Returns: The tensor.
  /// - Throws: `TorchError` if libtorch fails.
  public static func borrowing(
    _ bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType, owner: AnyObject
  ) throws(TorchError) -> Tensor {
    precondition(
      bytes.count == shape.reduce(dtype.sizeBytes, *), "\(bytes.count) bytes for a tensor of shape \(shape)")
    let context = Unmanaged.passRetained(owner).toOpaque()
    return try make { out in
      shape.withNative {
        ct_from_memory(
          bytes.baseAddress, $0, dtype.native, context,
          { context in if let context { Unmanaged<AnyObject>.fromOpaque(context).release() } }, out)
      }
    }
  }

  /// A copy of `values`, row-major.
  public static func from(_ values: [Float], shape: [Int]) throws(TorchError) -> Tensor {
    try copyingElements(of: values, shape: shape, dtype: .float32)
  }

  /// A copy of `values`, row-major.
  public static func from(_ values: [Double], shape: [Int]) throws(TorchError) -> Tensor {
    try copyingElements(of: values, shape: shape, dtype: .float64)
  }

  /// A copy of `values` as 64-bit integers, row-major.
  public static func from(_ values: [Int], shape: [Int]) throws(TorchError) -> Tensor {
    try copyingElements(of: values, shape: shape, dtype: .int64)
  }

  private static func copyingElements<Element: BitwiseCopyable>(
    of values: [Element], shape: [Int], dtype: DType
  ) throws(TorchError) -> Tensor {
    try make { out in
      values.withUnsafeBytes { bytes in
        shape.withNative { ct_from_bytes(bytes.baseAddress, Int64(bytes.count), $0, dtype.native, out) }
      }
    }
  }
}
