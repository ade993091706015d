import CTorch

extension Tensor {
  /// Whether operations on this tensor are recorded.
  public var requiresGrad: Bool { withExtendedLifetime(self) { ct_requires_grad(handle) } }

  /// Starts or stops the recording of operations on this leaf.
  public func setRequiresGrad(_ value: Bool) throws(TorchError) {
    try check(self) { ct_set_requires_grad(handle, value) }
  }

  /// The gradient that backward passes have accumulated in this leaf, if any.
  public func gradient() throws(TorchError) -> Tensor? {
    var out = ct_tensor(impl: nil)
    try check(self) { ct_grad(handle, &out) }
    return out.impl == nil ? nil : Tensor(owning: out)
  }

  /// Replaces the accumulated gradient; nil drops it.
  public func setGradient(_ gradient: Tensor?) throws(TorchError) {
    try check(self, gradient) { ct_set_grad(handle, gradient.native) }
  }

  /// Accumulates the gradient of this scalar into the leaves that it depends on.
  public func backward() throws(TorchError) { try Tensor.backward([self], gradients: []) }

  /// Accumulates gradients into the leaves, given the gradient with respect to each root.
  public static func backward(_ roots: [Tensor], gradients: [Tensor]) throws(TorchError) {
    try Torch.check(roots.withNative { roots in gradients.withNative { ct_backward(roots, $0) } })
  }

  /// The gradient with respect to each of `leaves`, given that with respect to each root; nil where no root depends on a leaf.
  ///
  /// Nothing is accumulated, so that several threads may use the same leaves at the same time.
  public static func gradients(of roots: [Tensor], _ gradients: [Tensor], for leaves: [Tensor]) throws(TorchError)
    -> [Tensor?]
  {
    var out = [ct_tensor](repeating: ct_tensor(impl: nil), count: leaves.count)
    try Torch.check(
      roots.withNative { roots in
        gradients.withNative { gradients in leaves.withNative { ct_gradients(roots, gradients, $0, &out) } }
      })
    return out.map { $0.impl == nil ? nil : Tensor(owning: $0) }
  }
}

/// Runs `body` without recording operations for derivatives on this thread.
public func withoutGradients<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
  let before = ct_grad_enabled()
  ct_set_grad_enabled(false)
  defer { ct_set_grad_enabled(before) }
  return try body()
}

/// Whether operations are recorded for derivatives on this thread.
public var recordsGradients: Bool { ct_grad_enabled() }

extension Tensor {
  /// How often its elements were changed in place; nil for a tensor that does not count.
  public var version: Int? {
    let version = withExtendedLifetime(self) { ct_version(handle) }
    return version < 0 ? nil : Int(version)
  }
}
