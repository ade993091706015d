import Torch

/// What a network gave for a batch, as an objective asked for it.
public struct NetworkOutputs {
  /// The tensors `[N, D]` that the gradients of the objective are pushed back through.
  public var roots: [Tensor]
  /// Tensors `[N, D]` that the loss compares them with and that take no gradient.
  public var constants: [Tensor]

  public init(roots: [Tensor], constants: [Tensor] = []) {
    self.roots = roots
    self.constants = constants
  }

  /// The number of elements that gradients are computed for.
  var elementCount: Int { roots.reduce(0) { $0 + $1.elementCount } }

  /// What `body` makes of each tensor.
  func map(_ body: (Tensor) throws -> Tensor) rethrows -> NetworkOutputs {
    NetworkOutputs(roots: try roots.map(body), constants: try constants.map(body))
  }

  /// The same values, not recorded for derivatives.
  public func detached() throws -> NetworkOutputs {
    NetworkOutputs(roots: try roots.map { try $0.detach() }, constants: try constants.map { try $0.detach() })
  }
}
