import Torch

/// A part of a network: named parameters, named buffers, named parts, and a forward pass.
///
/// Names joined with dots are the keys of PyTorch's state dictionaries, so weights cross over without a table.
public protocol Module: AnyObject {
  /// The parts, in PyTorch's order.
  var children: [(name: String, module: any Module)] { get }
  /// The own parameters, in PyTorch's order.
  var parameters: [(name: String, tensor: Tensor)] { get }
  /// The own tensors that are state but not trained, in PyTorch's order.
  var buffers: [(name: String, tensor: Tensor)] { get }
  /// The names of own parameters of more than one dimension that weight decay must not touch, such as position embeddings.
  var undecayed: [String] { get }
  /// Maps a batch to a batch; `mode` says what batch normalization does.
  func callAsFunction(_ input: Tensor, mode: ForwardMode) throws -> Tensor
}

extension Module {
  public var children: [(name: String, module: any Module)] { [] }
  public var parameters: [(name: String, tensor: Tensor)] { [] }
  public var buffers: [(name: String, tensor: Tensor)] { [] }

  public var undecayed: [String] { [] }

  /// All parameters of this module and its parts, by full name.
  public func namedParameters(prefix: String = "") -> [(name: String, tensor: Tensor)] {
    parameters.map { (prefix + $0.name, $0.tensor) }
      + children.flatMap { $0.module.namedParameters(prefix: prefix + $0.name + ".") }
  }

  /// The full names of parameters of this module and its parts that weight decay must not touch whatever their shape.
  public func namedUndecayed(prefix: String = "") -> Set<String> {
    Set(undecayed.map { prefix + $0 })
      .union(children.flatMap { $0.module.namedUndecayed(prefix: prefix + $0.name + ".") })
  }

  /// All parameters and buffers of this module and its parts, by full name.
  public func namedState(prefix: String = "") -> [(name: String, tensor: Tensor)] {
    (parameters + buffers).map { (prefix + $0.name, $0.tensor) }
      + children.flatMap { $0.module.namedState(prefix: prefix + $0.name + ".") }
  }

  /// The number of trained numbers.
  public var parameterCount: Int { namedParameters().reduce(0) { $0 + $1.tensor.elementCount } }

  /// Forgets the gradients of all parameters.
  public func clearGradients() throws {
    for (_, tensor) in namedParameters() { try tensor.setGradient(nil) }
  }

  /// Stops or starts training of all parameters.
  public func setRequiresGrad(_ value: Bool) throws {
    for (_, tensor) in namedParameters() { try tensor.setRequiresGrad(value) }
  }
}
