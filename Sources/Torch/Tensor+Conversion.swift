import CTorch

extension Tensor {
  /// The tensor with elements of another type; itself if nothing changes.
  public func to(_ dtype: DType) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_to_dtype(handle, dtype.native, $0) }
  }

  /// The tensor on another device; itself if nothing changes.
  public func to(_ device: Device) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_to_device(handle, device.native, $0) }
  }

  /// The tensor without gaps in the given order; itself if nothing changes.
  public func contiguous(_ format: MemoryFormat = .contiguous) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_contiguous(handle, format.native, $0) }
  }

  /// A copy in memory of its own.
  public func clone() throws(TorchError) -> Tensor { try Tensor.make(self) { ct_clone(handle, $0) } }

  /// The same memory, outside the graph of derivatives.
  public func detach() throws(TorchError) -> Tensor { try Tensor.make(self) { ct_detach(handle, $0) } }

  /// The value of a tensor with one element.
  public func item() throws(TorchError) -> Double {
    var out = 0.0
    try check(self) { ct_item(handle, &out) }
    return out
  }

  /// The elements in row-major order, as single-precision numbers.
  public func floats() throws(TorchError) -> [Float] { try to(.float32).elements(zero: 0) }

  /// The elements in row-major order, as double-precision numbers.
  public func doubles() throws(TorchError) -> [Double] { try to(.float64).elements(zero: 0) }

  /// The elements in row-major order, as integers.
  public func integers() throws(TorchError) -> [Int] { try to(.int64).elements(zero: 0) }

  /// Copies the elements, row-major, to host memory of exactly as many bytes as they take.
  public func copyBytes(to buffer: UnsafeMutableRawBufferPointer) throws(TorchError) {
    try check(self) { ct_copy_to_bytes(handle, buffer.baseAddress, Int64(buffer.count)) }
  }

  private func elements<Element>(zero: Element) throws(TorchError) -> [Element] {
    var result = [Element](repeating: zero, count: elementCount)
    try check(self) { result.withUnsafeMutableBytes { ct_copy_to_bytes(handle, $0.baseAddress, Int64($0.count)) } }
    return result
  }
}
