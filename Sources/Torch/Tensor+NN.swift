import CTorch

extension Tensor {
  /// The positive part of each element.
  public func relu() throws(TorchError) -> Tensor { try Tensor.make(self) { ct_relu(handle, $0) } }

  /// Sets negative elements to zero in place.
  public func reluInPlace() throws(TorchError) { try check(self) { ct_relu_(handle) } }

  /// `self · weightᵀ + bias`; self `[N, in]`, weight `[out, in]`, bias `[out]`.
  public func linear(weight: Tensor, bias: Tensor?) throws(TorchError) -> Tensor {
    try Tensor.make(self, weight, bias) { ct_linear(handle, weight.handle, bias.native, $0) }
  }

  /// The two-dimensional convolution; self `[N, in, H, W]`, weight `[out, in / groups, k, k]`, bias `[out]`.
  public func conv2d(
    weight: Tensor, bias: Tensor?, stride: Int, padding: Int, groups: Int = 1
  ) throws(TorchError) -> Tensor {
    try Tensor.make(self, weight, bias) {
      ct_conv2d(handle, weight.handle, bias.native, Int64(stride), Int64(padding), Int64(groups), $0)
    }
  }

  /// Whether ``fusedConv2d(weight:bias:addedTo:rectifies:stride:padding:groups:)`` computes in a type, on this processor.
  ///
  /// In bfloat16 libtorch wants AVX512 for it, though not for convolutions alone.
  public static func hasFusedConvolutions(of dtype: DType) -> Bool { ct_has_fused_convolutions(dtype.native) }

  /// A convolution with what follows it as one operation, of which no derivatives are recorded: max(0, w ∗ x + b + residual).
  ///
  /// - Parameters:
  ///   - weight: `[out, in / groups, k, k]`, of the type of self `[N, in, H, W]`.
  ///   - bias: `[out]`.
  ///   - residual: `[N, out, H', W']`, which is overwritten with the result, and is not self; nil for none.
  ///   - rectifies: Whether negative elements become 0.
  ///   - stride: The distance of the places that the kernel looks at.
  ///   - padding: The zeros around the image.
  ///   - groups: The parts that channels are split into.
  /// - Returns: `[N, out, H', W']`.
  /// - Throws: `TorchError` if libtorch fails.
  public func fusedConv2d(
    weight: Tensor, bias: Tensor, addedTo residual: Tensor?, rectifies: Bool, stride: Int, padding: Int, groups: Int
  ) throws(TorchError) -> Tensor {
    try Tensor.make(self, weight, bias, residual) {
      ct_fused_convolution(
        handle, weight.handle, bias.handle, residual.native, rectifies, Int64(stride), Int64(padding), Int64(groups), $0
      )
    }
  }

  /// Layer normalization over the last dimension (Ba, Kiros and Hinton, arXiv 1607.06450); weight and bias `[C]`.
  public func layerNorm(weight: Tensor, bias: Tensor, epsilon: Double) throws(TorchError) -> Tensor {
    try Tensor.make(self, weight, bias) { ct_layer_norm(handle, weight.handle, bias.handle, epsilon, $0) }
  }

  /// The Gaussian error linear unit x·Φ(x), with the exact Φ (Hendrycks and Gimpel, arXiv 1606.08415).
  public func gelu() throws(TorchError) -> Tensor { try Tensor.make(self) { ct_gelu(handle, $0) } }

  /// Attention softmax(QKᵀ/√E)·V; queries, which is self, keys and values `[..., L, E]` (arXiv 1706.03762, equation 1).
  public func scaledDotProductAttention(keys: Tensor, values: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make(self, keys, values) {
      ct_scaled_dot_product_attention(handle, keys.handle, values.handle, $0)
    }
  }

  /// Images `[N, C, H, W]` at another size, by PyTorch's `interpolate` with `mode="bicubic"` and `antialias=True`.
  public func interpolateBicubic(height: Int, width: Int) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_interpolate_bicubic(handle, Int64(height), Int64(width), $0) }
  }

  /// Batch normalization over all dimensions but the second (Ioffe and Szegedy, arXiv 1502.03167), and what follows it.
  ///
  /// On the processor, channels last or of a matrix, sums run in double precision over rows in an order that depends on the shape
  /// alone, and normalization, sum and rectifier are one operation; else they are libtorch's one by one.
  ///
  /// - Parameters:
  ///   - weight: The scale `[C]`; nil for 1.
  ///   - bias: The shift `[C]`; nil for 0.
  ///   - runningMean: The running means `[C]`, which normalize outside training and are moved in training.
  ///   - runningVariance: The running variances `[C]`, likewise towards the batch's unbiased ones.
  ///   - residual: What is added to the normalized values, of the shape of self; nil for nothing.
  ///   - rectifies: Whether negative elements become 0 then.
  ///   - training: Whether the statistics are the batch's.
  ///   - momentum: How far the running statistics move towards the batch's, from 0 to 1.
  ///   - epsilon: What is added to variances.
  /// - Returns: A tensor of the shape of self.
  /// - Throws: `TorchError` if shapes do not fit each other.
  public func batchNorm(
    weight: Tensor?, bias: Tensor?, runningMean: Tensor?, runningVariance: Tensor?, addedTo residual: Tensor? = nil,
    rectifies: Bool = false, training: Bool, momentum: Double, epsilon: Double
  ) throws(TorchError) -> Tensor {
    try Tensor.make(self, weight, bias, runningMean, runningVariance, residual) {
      ct_batch_norm(
        handle, weight.native, bias.native, runningMean.native, runningVariance.native, residual.native, rectifies,
        training, momentum, epsilon, $0)
    }
  }

  /// The largest element of each window.
  public func maxPool2d(kernel: Int, stride: Int, padding: Int) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_max_pool2d(handle, Int64(kernel), Int64(stride), Int64(padding), $0) }
  }

  /// The means over the cells of a `side` × `side` grid over the two last dimensions, as PyTorch's `adaptive_avg_pool2d` lays it.
  public func adaptiveAveragePool2d(side: Int) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_adaptive_average_pool2d(handle, Int64(side), $0) }
  }

  /// The softmax along a dimension.
  public func softmax(_ dimension: Int) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_softmax(handle, Int64(dimension), $0) }
  }

  /// The logarithm of the softmax along a dimension.
  public func logSoftmax(_ dimension: Int) throws(TorchError) -> Tensor {
    try Tensor.make(self) { ct_log_softmax(handle, Int64(dimension), $0) }
  }

  /// The mean of −log softmax(self)[target]; self `[N, classes]`, targets `[N]` of int64.
  public func crossEntropy(targets: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make(self, targets) { ct_cross_entropy(handle, targets.handle, $0) }
  }
}

extension Tensor? {
  var native: ct_tensor { self?.handle ?? ct_tensor(impl: nil) }
}
