import CTorch

/// Tells when the gradients of leaves are accumulated, while a backward pass goes on.
public final class GradientArrivals {
  private let leaves: [Tensor]
  private let body: (_ leaf: Int) -> Void

  /// Begins to tell.
  ///
  /// - Parameters:
  ///   - leaves: Tensors that require gradients; of each only one can tell at a time.
  ///   - body: Called with the position in `leaves` of one whose gradient was accumulated, each time, on the thread of the backward pass.
  /// - Throws: ``TorchError`` for tensors that are no leaves.
  public init(_ leaves: [Tensor], _ body: @escaping (_ leaf: Int) -> Void) throws(TorchError) {
    self.leaves = leaves
    self.body = body
    // Unretained: nothing is told any more once this is gone.
    let context = Unmanaged.passUnretained(self).toOpaque()
    for (index, leaf) in leaves.enumerated() {
      try leaf.check {
        ct_on_gradient(
          leaf.handle,
          { context, index in
            guard let context else { return }
            Unmanaged<GradientArrivals>.fromOpaque(context).takeUnretainedValue().body(Int(index))
          }, context, Int64(index))
      }
    }
  }

  deinit {
    for leaf in leaves { try? leaf.check { ct_on_gradient(leaf.handle, nil, nil, 0) } }
  }
}
