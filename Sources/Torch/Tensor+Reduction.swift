import CTorch

extension Tensor {
  /// The sum over `dimensions`, or of all elements if none are named.
  public func sum(_ dimensions: [Int] = [], keep: Bool = false) throws(TorchError) -> Tensor {
    try Tensor.make(self) { out in dimensions.withNative { ct_sum(handle, $0, keep, out) } }
  }

  /// The mean over `dimensions`, or of all elements if none are named.
  public func mean(_ dimensions: [Int] = [], keep: Bool = false) throws(TorchError) -> Tensor {
    try Tensor.make(self) { out in dimensions.withNative { ct_mean(handle, $0, keep, out) } }
  }

  /// The Euclidean norm over `dimensions`, or of all elements if none are named.
  public func norm(_ dimensions: [Int] = [], keep: Bool = false) throws(TorchError) -> Tensor {
    try Tensor.make(self) { out in dimensions.withNative { ct_norm(handle, $0, keep, out) } }
  }

  /// The sum of the products of corresponding elements.
  public func inner(_ other: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make(self, other) { ct_inner(handle, other.handle, $0) }
  }

  /// The largest element along a dimension.
  public func maximum(_ dimension: Int, keep: Bool = false) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_amax(handle, Int64(dimension), keep, $0) }
  }

  /// The index of the largest element along a dimension.
  public func argmax(_ dimension: Int) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_argmax(handle, Int64(dimension), $0) }
  }

  /// The `k` largest elements along a dimension, descending, and their indices.
  public func topK(_ k: Int, _ dimension: Int = -1) throws(TorchError) -> (values: Tensor, indices: Tensor) {
    var values = ct_tensor(impl: nil)
    var indices = ct_tensor(impl: nil)
    try check(self) { ct_topk(handle, Int64(k), Int64(dimension), &values, &indices) }
    return (Tensor(owning: values), Tensor(owning: indices))
  }

  /// The logarithm of the sum of exponentials along a dimension.
  public func logSumExp(_ dimension: Int, keep: Bool = false) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_logsumexp(handle, Int64(dimension), keep, $0) }
  }

  /// The tensor with `source` added at the places along a dimension that `indices` (int64) name.
  public func scatterAdd(_ dimension: Int, _ indices: Tensor, _ source: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make(self, indices, source) {
      ct_scatter_add(handle, Int64(dimension), indices.handle, source.handle, $0)
    }
  }
}
