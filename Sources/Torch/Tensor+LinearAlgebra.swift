import CTorch

extension Tensor {
  /// The matrix product.
  public func matmul(_ other: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make(self, other) { ct_matmul(handle, other.handle, $0) }
  }

  /// The eigenvalues of a symmetric matrix, ascending.
  public func symmetricEigenvalues() throws(TorchError) -> Tensor { try Tensor.make(self) { ct_eigvalsh(handle, $0) } }

  /// The eigenvalues of a symmetric matrix, ascending, and the eigenvectors as columns.
  public func symmetricEigen() throws(TorchError) -> (values: Tensor, vectors: Tensor) {
    var values = ct_tensor(impl: nil)
    var vectors = ct_tensor(impl: nil)
    try check(self) { ct_eigh(handle, &values, &vectors) }
    return (Tensor(owning: values), Tensor(owning: vectors))
  }

  /// The singular values of a matrix, descending.
  public func singularValues() throws(TorchError) -> Tensor { try Tensor.make(self) { ct_svdvals(handle, $0) } }
}
