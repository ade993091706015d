import CTorch

extension Tensor {
  /// The same elements in another shape; one extent may be −1 and is then inferred.
  public func reshape(_ shape: [Int]) throws(TorchError) -> Tensor {
    try Tensor.make(self) { out in shape.withNative { ct_reshape(handle, $0, out) } }
  }

  /// A view with its dimensions in another order.
  public func permute(_ dimensions: [Int]) throws(TorchError) -> Tensor {
    try Tensor.make(self) { out in dimensions.withNative { ct_permute(handle, $0, out) } }
  }

  /// A view with two dimensions exchanged.
  public func transpose(_ a: Int = 0, _ b: Int = 1) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_transpose(handle, Int64(a), Int64(b), $0) }
  }

  /// A view of `length` slices of one dimension, from `start`.
  public func narrow(_ dimension: Int = 0, start: Int, length: Int) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_narrow(handle, Int64(dimension), Int64(start), Int64(length), $0) }
  }

  /// The tensor with dimensions `first` to `last` made one.
  public func flatten(_ first: Int = 0, _ last: Int = -1) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_flatten(handle, Int64(first), Int64(last), $0) }
  }

  /// A view with a dimension of extent 1 put in.
  public func unsqueeze(_ dimension: Int) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_unsqueeze(handle, Int64(dimension), $0) }
  }

  /// A view of another shape in which what has the extent 1 is repeated.
  public func expand(_ shape: [Int]) throws(TorchError) -> Tensor {
    try Tensor.make(self) { out in shape.withNative { ct_expand(handle, $0, out) } }
  }

  /// The tensors one after another along a dimension.
  public static func cat(_ tensors: [Tensor], _ dimension: Int = 0) throws(TorchError) -> Tensor {
    try make { out in tensors.withNative { ct_cat($0, Int64(dimension), out) } }
  }

  /// The slices of a dimension that `indices` (int64, one-dimensional) name.
  public func indexSelect(_ dimension: Int = 0, _ indices: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make(self, indices) { ct_index_select(handle, Int64(dimension), indices.handle, $0) }
  }

  /// One element per entry of `indices` (int64), looked up along a dimension.
  public func gather(_ dimension: Int, _ indices: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make(self, indices) { ct_gather(handle, Int64(dimension), indices.handle, $0) }
  }

  /// The tensor with one dimension reversed.
  public func flip(_ dimension: Int) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_flip(handle, Int64(dimension), $0) }
  }

  /// A view of a matrix's diagonal.
  public func diagonal() throws(TorchError) -> Tensor { try Tensor.make(self) { ct_diagonal(handle, $0) } }
}
