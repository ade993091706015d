import Torch

/// One tensor per parameter that an optimizer remembers between steps, made at its first use.
struct OptimizerSlots {
  private var tensors: [String: Tensor] = [:]

  /// The slot of a parameter; `initial` makes it when there is none.
  mutating func slot(_ name: String, initial: () throws -> Tensor) rethrows -> Tensor {
    if let tensor = tensors[name] { return tensor }
    let made = try initial()
    tensors[name] = made
    return made
  }

  /// The slot of a parameter, if it was made.
  subscript(name: String) -> Tensor? { tensors[name] }

  /// The slots under `prefix` and the parameter's name.
  func state(prefix: String) -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: tensors.map { (prefix + $0.key, $0.value) })
  }

  /// Takes over the slots that stand under `prefix`, each of which must fit its parameter.
  mutating func load(_ state: [String: Tensor], prefix: String, groups: [ParameterGroup]) throws {
    tensors = [:]
    for (name, parameter) in groups.flatMap(\.parameters) {
      guard let value = state[prefix + name] else { continue }
      guard value.shape == parameter.shape else {
        throw StateError("the optimizer state of \(name) has shape \(value.shape), not \(parameter.shape)")
      }
      // In the parameter's own layout and on its device, so that later sums run in the same order as before.
      let own = try withoutGradients { try parameter.detach().clone() }
      try own.copy(from: value)
      tensors[name] = own
    }
  }
}
