import Torch

/// Weights that do not fit the network they are loaded into.
public struct StateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One line that names the first key at fault.
  public let description: String

  public init(_ description: String) { self.description = description }
}

extension Module {
  /// The parameters and buffers by full name; the tensors are shared with the module.
  public func stateDictionary(prefix: String = "") -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: namedState(prefix: prefix).map { ($0.name, $0.tensor) })
  }

  /// Copies `state` into the module.
  ///
  /// Nothing is copied unless every key and shape fits.
  /// `num_batches_tracked` may be absent, as in weights of old versions of PyTorch.
  ///
  /// - Throws: ``StateError`` that names the first missing, unknown or misshapen entry.
  public func load(_ state: [String: Tensor]) throws {
    let own = namedState()
    let names = Set(own.map(\.name))
    if let unknown = state.keys.filter({ !names.contains($0) }).min() {
      throw StateError(
        "the weights hold \(unknown), which this network does not have; is it another backbone or width?")
    }
    for (name, tensor) in own {
      guard let value = state[name] else {
        if name.hasSuffix("num_batches_tracked") { continue }
        throw StateError("the weights lack \(name), which this network has; is it another backbone or width?")
      }
      guard value.shape == tensor.shape else {
        throw StateError(
          "the weights of \(name) have shape \(value.shape), but this network needs \(tensor.shape); "
            + "is it another backbone or width?")
      }
    }
    try withoutGradients {
      for (name, tensor) in own {
        if let value = state[name] { try tensor.copy(from: value) }
      }
    }
  }
}
